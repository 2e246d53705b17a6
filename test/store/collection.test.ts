import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { silentLogger } from '../../src/logger.ts';
import { createCollection } from '../../src/store/collection.ts';
import type { Shelf } from '../../src/store/shelf.ts';

const schema = z.strictObject({ id: z.string(), guildId: z.string(), size: z.number() });

/** A collection over plain memory whose reads can be held up; `reads` counts them. */
const open = () => {
  const values = new Map<string, unknown>();
  const reads: string[] = [];
  let gate = Promise.resolve();
  const read = async (key: string) => {
    const value = values.get(key);
    reads.push(key);
    const held = gate;
    gate = Promise.resolve();
    await held;
    return value;
  };
  const shelf: Shelf = {
    get: read,
    getMany: async (keys) => Promise.all(keys.map(read)),
    set: async (key, value) => void values.set(key, value),
    delete: async (key) => values.delete(key),
    keys: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
    close: async () => undefined,
  };
  const openAgain = () =>
    createCollection({ name: 'things', shelf, schema, order: (a, b) => a.size - b.size, log: silentLogger });
  return {
    values,
    reads,
    openAgain,
    /** Holds up what the next read finds; the function returned lets it go on. */
    holdRead() {
      const { promise, resolve } = Promise.withResolvers<void>();
      gate = promise;
      return resolve;
    },
  };
};
const thing = (id: string, size = 1) => ({ id, guildId: 'guild', size });

test('what was read or written lately is not read again', async () => {
  const { reads, openAgain } = open();
  const things = openAgain();
  await things.create(thing('a'));
  reads.length = 0;
  await things.get('a');
  await things.list('guild');
  assert.deepEqual(reads, []);
  const again = openAgain();
  await again.list('guild');
  reads.length = 0;
  await again.get('a');
  await again.list('guild');
  assert.deepEqual(reads, []);
});

test('a read that a change overtakes does not bring the old state back', async () => {
  const { openAgain, holdRead } = open();
  await openAgain().create(thing('a'));
  const things = openAgain();
  let release = holdRead();
  const slow = things.get('a');
  const changed = await things.update('a', (current) => ({ ...current, size: 2 }));
  release();
  assert.deepEqual(await slow, thing('a'), 'it was read before');
  assert.deepEqual(await things.get('a'), changed);

  const others = openAgain();
  release = holdRead();
  const slowList = others.list('guild');
  await others.create(thing('b', 3));
  release();
  await slowList;
  assert.deepEqual(await others.list('guild'), [changed, thing('b', 3)]);
});

test('memory is bounded, and what fell out of it is read again', async () => {
  const { reads, openAgain } = open();
  const wide = createWide();
  const things = openAgain();
  for (const id of wide) await things.create(thing(id));
  reads.length = 0;
  assert.equal((await things.list('guild')).length, wide.length);
  assert.ok(reads.length > 0, 'everything is in memory');
  assert.equal((await things.get(wide[0] ?? ''))?.id, wide[0]);
});

/** Ids so long that they do not fit into memory together. */
const createWide = () => Array.from({ length: 20 }, (_, number) => `${number}`.padEnd(1_000_000, 'x'));

test('guilds do not wait for one another, and a guild’s last record takes its index along', async () => {
  const { values, openAgain } = open();
  const things = openAgain();
  await Promise.all([things.create(thing('a')), things.create({ ...thing('b'), guildId: 'other' })]);
  assert.deepEqual(await things.ids(), ['a', 'b']);
  await things.delete('a');
  await things.delete('b');
  assert.deepEqual([...values.keys()], []);
});
