import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isExpired, isSpent, keyPrefix } from '../../commands/key-option.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import type { Who } from '../discord/fake-discord.ts';
import { createBench, people } from './bench.ts';

test('labels complete as they are typed, replaced keys marked until they are spent', async () => {
  const bench = await createBench();
  await bench.run('key create', { label: 'CI' });
  await bench.run('key regenerate', { grace: 1 });
  await bench.run('key create', { label: 'Other' });
  const names = async (who: Who = people.admin) =>
    ((await bench.complete('key revoke', ['key', 'ci'], who)).choices ?? []).map(({ name }) =>
      name.replace(/whk_\w{12}/, 'whk'),
    );
  assert.deepEqual((await names()).sort(), ['CI (whk…)', 'CI (whk…, replaced)']);
  assert.deepEqual(await names(people.eve), []);
  bench.clock.advance(3_600_000);
  assert.deepEqual(await names(), ['CI (whk…)']);
  assert.equal((await bench.complete('key revoke', ['key', 'whk_'])).choices?.length, 2);
});

test('takes id, prefix, or label, of which the one still in use', async () => {
  const bench = await createBench();
  await bench.run('key create', { label: 'CI' });
  await bench.run('key regenerate', { grace: 1 });
  const keys = await bench.store.keys.list(demoIds.guild);
  const current = keys.find(({ replacedBy }) => replacedBy === undefined);
  const old = keys.find(({ replacedBy }) => replacedBy !== undefined);
  assert(current !== undefined && old !== undefined);
  for (const [given, meant] of [
    ['ci', current],
    [current.id, current],
    [old.id, old],
    [keyPrefix(old), old],
    [`${keyPrefix(old)}_secret`, old],
  ] as const) {
    assert((await bench.run('key revoke', { key: given })).content.includes(keyPrefix(meant)), given);
  }
  assert.equal(isExpired(old, bench.clock.now()), false);
  assert.equal(isSpent(old, bench.clock.now() + 3_600_000), true);
  assert.equal(isSpent({ ...current, expiresAt: 1 }, bench.clock.now()), false);
});
