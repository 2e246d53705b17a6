import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGatewayHealth } from '../../src/discord/gateway-health.ts';
import { createFakeClock } from '../fake-clock.ts';

test('it is connected when every shard is, and says why not', () => {
  const clock = createFakeClock();
  const state = createGatewayHealth({ clock });
  assert.equal(state.health().connected, false);
  state.waiting('because');
  assert.equal(state.health().reason, 'because');
  state.expect([0, 1]);
  state.ready(0);
  assert.equal(state.health().connected, false);
  state.ready(1);
  assert.deepEqual(state.health(), { connected: true });
  state.closed(1);
  assert.match(state.health().reason ?? '', /lost/);
});

test('heartbeats keep it alive, silence does not', () => {
  const clock = createFakeClock();
  const state = createGatewayHealth({ clock });
  state.expect([0]);
  state.acknowledged(0);
  assert.equal(state.health().connected, false, 'a heartbeat alone is no session');
  state.ready(0);
  for (let beats = 0; beats < 10; beats += 1) {
    clock.advance(41_250);
    state.acknowledged(0);
    assert.equal(state.health().connected, true);
  }
  clock.advance(90_000);
  assert.equal(state.health().connected, false);
  state.acknowledged(0);
  assert.equal(state.health().connected, true);
});

test('what is final stays', () => {
  const state = createGatewayHealth({ clock: createFakeClock() });
  state.failed('for good');
  state.expect([0]);
  state.ready(0);
  assert.deepEqual(state.health(), { connected: false, reason: 'for good' });
});
