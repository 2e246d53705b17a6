import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { record } from '../../src/sandbox/record.ts';

test('an effect knows when, by which request and why', () => {
  const world = createWorld({ now: () => 5 });
  const call = { world, method: 'PUT', path: '/a', params: {}, query: new URLSearchParams(), auth: 'bot' as const };
  record({ ...call, reason: 'because' }, { target: '1', effect: 'role-added' });
  record({ ...call, reason: undefined }, { target: '2', effect: 'role-added' });
  assert.deepEqual(world.ledger, [
    { at: 5, method: 'PUT', path: '/a', target: '1', effect: 'role-added', reason: 'because' },
    { at: 5, method: 'PUT', path: '/a', target: '2', effect: 'role-added' },
  ]);
});
