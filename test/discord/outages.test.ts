import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createOutages } from '../../src/discord/outages.ts';
import { createFakeClock } from '../fake-clock.ts';

test('after two failures in a row a route is left alone for longer and longer, others are not', () => {
  const clock = createFakeClock();
  const outages = createOutages({ clock });
  outages.note('a', true);
  assert.equal(outages.error('a'), undefined);
  for (const ms of [1_000, 2_000, 4_000, 8_000, 8_000]) {
    outages.note('a', true);
    assert.equal(outages.error('a')?.code, 'discord-unavailable');
    assert.equal(outages.error('a')?.retryAfterMs, ms);
    assert.equal(outages.error('a')?.effectUnknown, false);
    assert.equal(outages.error('b'), undefined);
    clock.advance(ms);
    assert.equal(outages.error('a'), undefined);
  }
  outages.note('a', false);
  outages.note('a', true);
  assert.equal(outages.error('a'), undefined);
});
