import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { buttonId, createBench, people, withWebhook } from '../bench.ts';

test('says how to make one where there is none', async () => {
  const bench = await createBench();
  assert.match((await bench.run('key list')).content, /\/key create/);
});

test('shows label, first characters, limit, last use and expiry, but never a key', async () => {
  const bench = await createBench();
  await withWebhook(bench);
  const made = await bench.run('key create', { label: 'CI', webhook: 'alarm', expires: '1h' });
  const key = /whk_\w+/.exec(made.content)?.[0] ?? '';
  const stored = (await bench.store.keys.list(demoIds.guild)).find(({ label }) => label === 'CI');
  assert(stored !== undefined);
  await bench.store.keys.update(stored.id, (current) => ({ ...current, lastUsedAt: bench.clock.now() }));

  const { content } = await bench.run('key list');
  assert(content.includes(`\`whk_${stored.id}_…\` **CI** · only **alarm**`), content);
  assert.match(content, /CI.* · used <t:\d+:R> · expires <t:\d+:R>/);
  assert.match(content, /first key.* · all webhooks .*never used/);
  assert(!content.includes(key.slice(17)));
  assert.doesNotMatch(content, new RegExp(stored.digest));
  assert.doesNotMatch((await bench.run('key list', {}, people.eve)).content, /CI/);

  bench.clock.advance(3_600_001);
  await bench.run('webhook delete', { webhook: 'alarm' }).then((reply) => bench.press(buttonId(reply, 'Delete it')));
  assert.match((await bench.run('key list')).content, /CI.*only for a deleted webhook.*\*\*expired\*\*/);
});

test('leafs through many', async () => {
  const bench = await createBench();
  for (let count = 1; count <= 11; count += 1) {
    await bench.run('key create', { label: `${'*'.repeat(70)} ${count}`, expires: '30d' });
  }
  const first = await bench.run('key list');
  assert(first.content.length < 2000);
  assert.match(first.content, /Page 1 of 2/);
  assert.match((await bench.press(buttonId(first, 'Next'))).content, /Page 2 of 2/);
});
