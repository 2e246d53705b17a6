import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayOpcodes } from 'discord-api-types/v10';
import { maxPayloadBytes, readFrame } from '../../src/sandbox/gateway-frames.ts';

const read = (value: unknown) => readFrame(Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)));
const undecodable = { problem: 'not decodable' };
const members = (d: object) => read({ op: GatewayOpcodes.RequestGuildMembers, d: { guild_id: '1'.repeat(18), ...d } });

test('a payload is read, or it is told why not', () => {
  assert.deepEqual(read({ op: 1, d: null, extra: 1 }), { frame: { op: GatewayOpcodes.Heartbeat, d: null } });
  for (const wrong of ['', 'null', '{"op":"1"}', { op: 1, d: 'x' }, { op: 1 }])
    assert.deepEqual(read(wrong), undecodable);
  for (const op of [5, 99, GatewayOpcodes.Hello]) assert.deepEqual(read({ op }), { problem: 'unknown opcode' });
});

test('the limit counts bytes', () => {
  const padded = (length: number) => JSON.stringify({ op: 1, d: null, pad: 'x'.repeat(length) });
  const room = maxPayloadBytes - padded(0).length;
  assert('frame' in read(padded(room)));
  assert.deepEqual(read(padded(room + 1)), undecodable);
});

test('members are asked for by ids or by the start of a name', () => {
  assert('frame' in members({ user_ids: '2'.repeat(18) }));
  assert('frame' in members({ query: '', limit: 0 }));
  for (const wrong of [
    {},
    { query: 'a' },
    { query: 'a', limit: 101 },
    { user_ids: Array.from({ length: 101 }, () => '2'.repeat(18)) },
  ])
    assert.deepEqual(members(wrong), undecodable);
});
