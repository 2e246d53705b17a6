import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBench, people, withWebhook } from '../bench.ts';

test('turns a webhook off, once', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  assert.match((await bench.run('webhook disable', { webhook: 'alarm' })).content, /refuses calls from now on/);
  assert.equal((await bench.store.webhooks.get(webhook.id))?.enabled, false);
  assert.match((await bench.run('webhook disable', { webhook: 'alarm' })).content, /disabled already/);
  assert.equal((await bench.store.webhooks.get(webhook.id))?.revision, 2);
});

test('knows no webhook of another guild', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  assert.match((await bench.run('webhook disable', { webhook: webhook.id }, people.eve)).content, /There is no/);
  assert.equal((await bench.store.webhooks.get(webhook.id))?.enabled, true);
});
