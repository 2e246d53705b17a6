import assert from 'node:assert/strict';
import { test } from 'node:test';
import { switchWebhook } from '../../commands/switch-webhook.ts';
import { texts } from '../../commands/texts.ts';
import { silentLogger } from '../../src/logger.ts';
import { AppError } from '../../src/errors.ts';
import { createBench, withWebhook } from './bench.ts';

test('says so when the webhook was deleted meanwhile', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  await bench.store.webhooks.delete(webhook.id);
  const context = {
    ...bench,
    log: silentLogger,
    guildId: webhook.guildId,
    text: texts.in('en'),
    accept: async () => ({ id: '', duplicate: false }),
    randomBytes: (bytes: number) => Buffer.alloc(bytes),
    newId: () => '',
    publicUrl: () => '',
    botId: () => '',
    servedGuildId: undefined,
  };
  await assert.rejects(
    switchWebhook(webhook, { enabled: false, context }),
    (error) => error instanceof AppError && error.code === 'webhook-not-found',
  );
});
