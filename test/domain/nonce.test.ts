import assert from 'node:assert/strict';
import { test } from 'node:test';
import { discordLimits } from '../../src/domain/limits.ts';
import { nonceOf } from '../../src/domain/nonce.ts';

test('a nonce is the same every time and another for every action, replay and delivery', () => {
  const of = (deliveryId: string, action: number | string, replay: number) => nonceOf({ deliveryId, action, replay });
  assert.equal(of('d1', 0, 0), of('d1', 0, 0));
  assert.equal(of('d1', 0, 0), 'AqTccYvMTF01YOhePXuQNasC');
  const all = [
    of('d1', 0, 0),
    of('d1', 1, 0),
    of('d1', 0, 1),
    of('d', 10, 0),
    of('d1', '0', 0),
    of('d2', 0, 0),
    of('d1,0', 0, 0),
  ];
  assert.equal(new Set(all).size, all.length);
  for (const nonce of all) assert.match(nonce, /^[\w-]{24}$/);
  assert.ok(24 <= discordLimits.nonce);
});
