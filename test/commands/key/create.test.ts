import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseKey } from '../../../src/domain/key-text.ts';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { createBench, people, withWebhook } from '../bench.ts';

test('shows a key once, and stores only its digest', async () => {
  const bench = await createBench();
  const { content } = await bench.run('key create', { label: ' CI ' });
  const parsed = parseKey(/whk_\w+/.exec(content)?.[0] ?? '');
  const [stored] = await bench.store.keys.list(demoIds.guild);
  assert.equal(stored?.digest, parsed?.digest);
  assert.equal(stored?.id, parsed?.id);
  assert.equal(stored?.label, 'CI');
  assert.equal(stored.first, true);
  assert.equal(stored.webhookIds, undefined);
  assert.match(content, /every webhook of this server/);
});

test('limits a key to a webhook, and lets it expire', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  const { content } = await bench.run('key create', { label: 'CI', webhook: 'alarm', expires: '30d' });
  const stored = (await bench.store.keys.list(demoIds.guild)).find(({ label }) => label === 'CI');
  assert.deepEqual(stored?.webhookIds, [webhook.id]);
  assert.equal(stored.expiresAt, bench.clock.now() + 30 * 86_400_000);
  assert.equal(stored.first, false);
  assert.match(content, /good for \*\*alarm\*\* alone/);
});

test('makes nothing of a wrong webhook, expiry or label', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  await bench.run('key create', { label: 'CI' }, people.eve);
  for (const [options, complaint] of [
    [{ label: 'a', webhook: 'nope' }, /There is no webhook/],
    [{ label: 'a', expires: 'soon' }, /was not understood/],
    [{ label: '   ' }, /1 to 80 characters/],
    [{ label: 'FIRST key' }, /called \*\*FIRST key\*\* already/],
  ] as const) {
    assert.match((await bench.run('key create', options)).content, complaint);
  }
  assert.match((await bench.run('key create', { label: 'x', webhook: webhook.id }, people.eve)).content, /There is no/);
  assert.equal((await bench.store.keys.list(demoIds.guild)).length, 1);
  assert.equal((await bench.store.keys.list(demoIds.elsewhere.guild)).length, 1);
});
