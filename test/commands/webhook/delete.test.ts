import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buttonId, createBench, people, withWebhook } from '../bench.ts';

test('asks first, and deletes when told to', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  const question = await bench.run('webhook delete', { webhook: 'alarm' });
  assert.match(question.content, /Delete \*\*alarm\*\*\?/);
  assert(await bench.store.webhooks.get(webhook.id));
  const done = await bench.press(buttonId(question, 'Delete it'));
  assert.match(done.content, /is deleted/);
  assert.deepEqual(done.components, []);
  assert.equal(await bench.store.webhooks.get(webhook.id), undefined);
  assert.match((await bench.press(buttonId(question, 'Delete it'))).content, /There is no webhook/);
});

test('keeps it when told to', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  const kept = await bench.press(buttonId(await bench.run('webhook delete', { webhook: 'alarm' }), 'Keep it'));
  assert.match(kept.content, /Nothing was deleted/);
  assert.deepEqual(kept.components, []);
  assert(await bench.store.webhooks.get(webhook.id));
});

test('a confirmation is good for the one who asked, for five minutes, in the same guild', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  const id = buttonId(await bench.run('webhook delete', { webhook: 'alarm' }), 'Delete it');
  assert.match((await bench.press(id, people.owner)).content, /belongs to the one who gave/);
  const forged = id.replace(people.admin.userId, people.eve.userId);
  assert.match((await bench.press(forged, people.eve)).content, /There is no webhook/);
  bench.clock.advance(5 * 60_000 + 1000);
  assert.match((await bench.press(id)).content, /open for too long/);
  assert(await bench.store.webhooks.get(webhook.id));
});
