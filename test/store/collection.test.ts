import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { silentLogger } from '../../src/logger.ts';
import { createCollection } from '../../src/store/collection.ts';
import { ownShelf } from '../../src/store/shelf.ts';
import { createFakeClock } from '../fake-clock.ts';

const schema = z.strictObject({ id: z.string(), guildId: z.string(), size: z.number() });

/** A collection over plain memory whose reads can be held up; `reads` counts them. `isShared`: other processes write too. */
const open = ({ isShared = false }: { isShared?: boolean } = {}) => {
  const clock = createFakeClock();
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
  const own = ownShelf({
    get: read,
    getMany: async (keys) => Promise.all(keys.map(read)),
    set: async (key, value) => void values.set(key, value),
    delete: async (key) => values.delete(key),
    keys: async (prefix) => [...values.keys()].filter((key) => key.startsWith(prefix)),
    close: async () => undefined,
  });
  const shelf = { ...own, isShared };
  const order = (a: { size: number }, b: { size: number }) => a.size - b.size;
  const openAgain = () => createCollection({ name: 'things', shelf, schema, order, clock, log: silentLogger });
  return {
    clock,
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

test('what others may have changed is read again before a second is over, whatever happens to the clock', async () => {
  const { clock, values, openAgain } = open({ isShared: true });
  const things = openAgain();
  await things.create(thing('a', 1));
  for (const move of [() => clock.advance(450), () => clock.set(clock.now() - 3_600_000)]) {
    await things.get('a');
    await things.list('guild');
    values.set('record/a', thing('a', 2));
    values.set('guild/guild', ['a', 'b']);
    values.set('record/b', thing('b', 3));
    move();
    assert.deepEqual(await things.get('a'), thing('a', 2));
    assert.deepEqual(await things.list('guild'), [thing('a', 2), thing('b', 3)]);
    values.set('record/a', thing('a', 1));
    values.set('guild/guild', ['a']);
    clock.advance(450);
  }
  values.delete('record/a');
  clock.advance(450);
  assert.equal(await things.get('a'), undefined);
});

test('what was read slowly is not kept for longer', async () => {
  const { clock, values, holdRead, openAgain } = open({ isShared: true });
  const things = openAgain();
  await things.create(thing('a', 1));
  clock.advance(450);
  const release = holdRead();
  const slow = things.get('a');
  clock.advance(300);
  values.set('record/a', thing('a', 2));
  release();
  assert.deepEqual(await slow, thing('a', 1));
  clock.advance(150);
  assert.deepEqual(await things.get('a'), thing('a', 2));
});

test('a change to what others may have changed begins with reading it', async () => {
  const { values, openAgain } = open({ isShared: true });
  const things = openAgain();
  await things.create(thing('a', 1));
  values.set('record/a', thing('a', 5));
  await things.update('a', (current) => ({ ...current, size: current.size + 1 }));
  assert.deepEqual(values.get('record/a'), thing('a', 6));
});
