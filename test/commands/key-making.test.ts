import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { createBench } from './bench.ts';

test('a guild has at most 50 keys, those not counted that were replaced', async () => {
  const bench = await createBench();
  for (let count = 0; count < 50; count += 1) await bench.run('key create', { label: `k${count}` });
  assert.match((await bench.run('key create', { label: 'more' })).content, /50 keys, which is the most/);
  assert.match((await bench.run('key regenerate', { key: 'k7', grace: 1 })).content, /The new key/);
  const keys = await bench.store.keys.list(demoIds.guild);
  assert.equal(keys.length, 51);
  const old = keys.find(({ replacedBy }) => replacedBy !== undefined);
  await bench.store.keys.delete(keys.find(({ label }) => label === 'k8')?.id ?? '');
  assert.match((await bench.run('key create', { label: 'fits' })).content, /Key \*\*fits\*\*/);
  assert.equal(old?.label, 'k7');
});

test('a label is free again once its key was revoked, not while it is replaced', async () => {
  const bench = await createBench();
  await bench.run('key create', { label: 'CI' });
  await bench.run('key regenerate', { grace: 1 });
  assert.match((await bench.run('key create', { label: 'ci' })).content, /already/);
  for (const { id } of await bench.store.keys.list(demoIds.guild)) await bench.store.keys.delete(id);
  assert.match((await bench.run('key create', { label: 'ci' })).content, /whk_/);
});
