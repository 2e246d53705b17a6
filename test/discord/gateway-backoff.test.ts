import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGatewayBackoff } from '../../src/discord/gateway-backoff.ts';
import { createFakeClock, turns } from '../fake-clock.ts';

const start = (maxConcurrency = 1) => {
  const clock = createFakeClock();
  const stop = new AbortController();
  const never = new AbortController();
  const backoff = createGatewayBackoff({ clock, maxConcurrency: () => maxConcurrency, stopped: stop.signal });
  /** How long (ms) `waiting` takes on the clock. */
  const took = async (waiting: Promise<void>, mostMs = 700_000) => {
    let done = false;
    void waiting.then(() => (done = true));
    const from = clock.now();
    await turns(3);
    while (!done && clock.now() - from < mostMs) {
      clock.advance(500);
      await turns(3);
    }
    return clock.now() - from;
  };
  return { clock, stop, backoff, took, signal: never.signal };
};

test('connecting waits longer each time that it fails, at most a minute, and not at all once it worked', async () => {
  const { backoff, took } = start();
  const waits: number[] = [];
  for (let times = 0; times < 10; times += 1) waits.push(await took(backoff.beforeConnect(0)));
  assert.deepEqual(waits, [0, 0, 1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]);
  backoff.connected(0);
  assert.equal(await took(backoff.beforeConnect(0)), 0);
});

test('once stopped nothing connects any more', async () => {
  const { backoff, took, stop } = start();
  stop.abort();
  assert.equal(await took(backoff.beforeConnect(0), 10_000), 10_000);
});

test('identifying keeps five seconds apart, and slows down so that a day of failing stays far below 1,000', async () => {
  const { backoff, took, clock, signal } = start();
  const until = clock.now() + 24 * 3_600_000;
  let times = 0;
  const first: number[] = [];
  while (clock.now() < until) {
    const ms = await took(backoff.beforeIdentify(0, signal));
    if (times < 6) first.push(ms);
    times += 1;
  }
  assert.deepEqual(first, [0, 5_000, 5_000, 10_000, 20_000, 40_000]);
  assert.ok(times < 400, `${times} identifies`);
});

test('shards take turns as the session start limit says', async () => {
  const { backoff, took, signal } = start(2);
  assert.equal(await took(backoff.beforeIdentify(0, signal)), 0);
  assert.equal(await took(backoff.beforeIdentify(1, signal)), 0);
  assert.equal(await took(backoff.beforeIdentify(2, signal)), 5_000);
});

test('a connection that is gone no longer waits to identify', async () => {
  const { backoff, clock } = start();
  const gone = new AbortController();
  await backoff.beforeIdentify(0, gone.signal);
  const waiting = backoff.beforeIdentify(0, gone.signal);
  gone.abort();
  await assert.rejects(waiting);
  assert.equal(clock.pending(), 0);
});
