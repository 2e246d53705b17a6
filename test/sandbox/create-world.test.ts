import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld, madeAt, sandboxToken } from '../../src/sandbox/create-world.ts';
import type { WorldEvent } from '../../src/sandbox/world.ts';

test('ids grow, tell their time, and are above those of the demo guild even with a wrong clock', () => {
  let now = Date.UTC(2026, 10, 1);
  const world = createWorld({ now: () => now });
  const [first, second] = [world.nextId(), world.nextId()];
  assert.ok(BigInt(second) > BigInt(first));
  assert.equal(madeAt(first), now);
  now = 0;
  assert.ok(BigInt(world.nextId()) > BigInt(second));
  assert.ok(BigInt(createWorld({ now: () => 0 }).nextId()) > 1_456_000_000_000_001_000n);
});

test('the token has the shape of a real one', () => {
  assert.match(sandboxToken, /^[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}$/);
  assert.equal(createWorld({ now: () => 0, token: 'other' }).token, 'other');
});

test('listeners hear what happens until they stop, and get a copy', () => {
  const world = createWorld({ now: () => 0 });
  const heard: WorldEvent[] = [];
  const stop = world.listen((event) => heard.push(event));
  const data = { id: '1' };
  world.dispatch({ type: 'A', data, guildId: undefined });
  data.id = 'changed';
  stop();
  world.dispatch({ type: 'B', data, guildId: undefined });
  assert.deepEqual(heard, [{ type: 'A', data: { id: '1' }, guildId: undefined }]);
});
