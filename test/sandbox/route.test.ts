import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { DiscordFault, param, type RouteCall } from '../../src/sandbox/route.ts';

const call: RouteCall = {
  world: createWorld({ now: () => 0 }),
  method: 'GET',
  path: '/a/1',
  params: { a_id: '1' },
  query: new URLSearchParams(),
  body: undefined,
  auth: 'bot',
  reason: undefined,
};

test('a part of the path, or a mistake in the route', () => {
  assert.equal(param(call, 'a_id'), '1');
  assert.throws(() => param(call, 'b_id'), /\/a\/1 has no \{b_id\}/);
});

test('a refusal carries what Discord answers', () => {
  const fault = new DiscordFault(403, 50_013, 'Missing Permissions');
  assert.ok(fault instanceof Error);
  assert.deepEqual([fault.status, fault.code, fault.errors], [403, 50_013, undefined]);
});
