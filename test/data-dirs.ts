import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import type { Clock } from '../src/clock.ts';
import type { DeliveryInput } from '../src/domain/delivery.ts';
import { silentLogger } from '../src/logger.ts';
import { createSqliteEngine } from '../src/queue/engines/sqlite.ts';
import type { NewJob } from '../src/queue/job-engine.ts';
import { openDataDir } from '../src/store/data-dir.ts';
import { openStore } from '../src/store/open-store.ts';
import { webhookOf } from './contract/repository/backend-kind.ts';

/** A folder that is removed after the test. */
export const temporaryFolder = (t: TestContext): string => {
  const folder = mkdtempSync(join(tmpdir(), 'guildhook-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
};

/** What a program has open of a data directory. */
export const openData = async (path: string, clock: Clock) => {
  const dir = openDataDir({ path });
  const store = await openStore({ dir, clock, log: silentLogger });
  const engine = await createSqliteEngine({
    file: dir.file('jobs.db'),
    clock,
    log: silentLogger,
    idempotencyRetentionMs: 604_800_000,
  });
  let closed: Promise<void> | undefined;
  const close = async () => {
    await engine.stop(1_000);
    await store.close();
    dir.close();
  };
  return { dir, store, engine, close: async () => (closed ??= close()) };
};

/** A delivery of a webhook with two messages, with the idempotency key `key <number>`. */
export const deliveryOf = (number: number, lane = 1): NewJob => {
  const webhook = webhookOf(lane);
  const input: DeliveryInput = {
    webhook: {
      ...webhook,
      definition: {
        ...webhook.definition,
        actions: [
          { kind: 'send-message', channel: 'general', content: 'one' },
          { kind: 'send-message', channel: 'general', content: 'two' },
        ],
      },
    },
    variables: {},
    requestId: `request ${number}`,
  };
  return {
    id: `delivery${number}`,
    guildId: webhook.guildId,
    lane: webhook.id,
    payload: JSON.stringify(input),
    idempotency: { key: `key ${number}`, fingerprint: `print ${number}` },
  };
};
