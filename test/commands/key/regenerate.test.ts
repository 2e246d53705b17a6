import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseKey } from '../../../src/domain/key-text.ts';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { createBench, people, withWebhook, type Bench } from '../bench.ts';

const hourMs = 3_600_000;
const keyIn = (content: string) => parseKey(/whk_\w+/.exec(content)?.[0] ?? '')?.id ?? '';
const idsOf = async ({ store }: Bench) => (await store.keys.list(demoIds.guild)).map(({ id }) => id).sort();

test('replaces the guild’s first key at once when nothing else is said', async () => {
  const bench = await createBench();
  await withWebhook(bench);
  await bench.run('key create', { label: 'other' });
  const before = await bench.store.keys.list(demoIds.guild);
  const old = before.find(({ first }) => first);
  const { content } = await bench.run('key regenerate');
  assert.match(content, /old one no longer works/);
  const after = await bench.store.keys.list(demoIds.guild);
  assert.equal(after.length, 2);
  assert.equal(await bench.store.keys.get(old?.id ?? ''), undefined);
  const successor = after.find(({ id }) => id === keyIn(content));
  assert.equal(successor?.first, true);
  assert.equal(successor.label, old?.label);
});

test('lets the old key live for the grace, and never more than two at once', async () => {
  const bench = await createBench();
  const first = keyIn((await bench.run('key create', { label: 'CI' })).content);
  const second = keyIn((await bench.run('key regenerate', { key: 'CI', grace: 24 })).content);
  assert.deepEqual(await idsOf(bench), [first, second].sort());
  const old = await bench.store.keys.get(first);
  assert.equal(old?.expiresAt, bench.clock.now() + 24 * hourMs);
  assert.equal(old.replacedBy, second);
  assert.match((await bench.run('key list')).content, new RegExp(`whk_${first}.*replaced by a new one`));

  const third = keyIn((await bench.run('key regenerate', { key: 'ci', grace: 24 })).content);
  assert.deepEqual(await idsOf(bench), [second, third].sort());
  bench.clock.advance(25 * hourMs);
  assert.doesNotMatch((await bench.run('key list')).content, new RegExp(second));
  const fourth = keyIn((await bench.run('key regenerate', { key: third })).content);
  assert.deepEqual(await idsOf(bench), [fourth]);
});

test('the new key inherits its limit and how long it lives, the old one never lives longer than it did', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  const first = keyIn((await bench.run('key create', { label: 'CI', webhook: 'alarm', expires: '30h' })).content);
  bench.clock.advance(20 * hourMs);
  const { content } = await bench.run('key regenerate', { key: 'CI', grace: 48 });
  const successor = await bench.store.keys.get(keyIn(content));
  assert.deepEqual(successor?.webhookIds, [webhook.id]);
  assert.equal(successor.expiresAt, bench.clock.now() + 30 * hourMs);
  assert.equal((await bench.store.keys.get(first))?.expiresAt, bench.clock.now() + 10 * hourMs);
});

test('a key that was replaced is not replaced again', async () => {
  const bench = await createBench();
  const first = keyIn((await bench.run('key create', { label: 'CI' })).content);
  await bench.run('key regenerate', { grace: 1 });
  const before = await idsOf(bench);
  assert.match((await bench.run('key regenerate', { key: first })).content, /was replaced already/);
  assert.deepEqual(await idsOf(bench), before);
});

test('two members at once leave one new key', async () => {
  const bench = await createBench();
  await bench.run('key create', { label: 'CI' });
  const replies = await Promise.all([bench.run('key regenerate'), bench.run('key regenerate', {}, people.owner)]);
  assert.equal((await idsOf(bench)).length, 1);
  assert.equal(replies.filter(({ content }) => keyIn(content) !== '').length, 1);
});

test('knows no key of another guild', async () => {
  const bench = await createBench();
  const key = keyIn((await bench.run('key create', { label: 'CI' })).content);
  assert.match((await bench.run('key regenerate', { key }, people.eve)).content, /There is no key/);
  assert.match((await bench.run('key regenerate', {}, people.eve)).content, /There is no key to replace/);
  assert.deepEqual(await idsOf(bench), [key]);
});
