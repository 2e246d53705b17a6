import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBrake } from '../../src/discord/brake.ts';
import { AppError } from '../../src/errors.ts';
import { silentLogger } from '../../src/logger.ts';
import type { SharedBrake } from '../../src/store/shared-limits.ts';
import { createFakeClock } from '../fake-clock.ts';

const answer = (status: number, headers: Record<string, string> = {}, body: unknown = {}) => ({
  status,
  headers: new Headers(headers),
  body,
  isJson: true,
});
const start = () => {
  const clock = createFakeClock();
  const brake = createBrake({ clock, log: silentLogger });
  const run = (result: Parameters<typeof brake.settle>[0]) => {
    const held = brake.admit();
    if (held === 0) brake.settle(result);
    return held;
  };
  return { clock, brake, run };
};

test('only 401, 403 and limits that are not shared count, for ten minutes', () => {
  const { clock, brake, run } = start();
  for (const status of [200, 204, 400, 404, 500]) run(answer(status));
  run(undefined);
  run(answer(429, { 'x-ratelimit-scope': 'shared', 'retry-after': '1' }));
  assert.equal(brake.health().invalidRequests, 0);
  run(answer(401));
  run(answer(403));
  run(answer(429, { 'x-ratelimit-scope': 'user' }));
  assert.equal(brake.health().invalidRequests, 3);
  clock.advance(600_000);
  assert.equal(brake.health().invalidRequests, 0);
});

test('what is under way counts as invalid until it is known not to be', () => {
  const { brake, run } = start();
  for (let n = 0; n < 490; n += 1) run(answer(403));
  const admitted = Array.from({ length: 50 }, () => brake.admit()).filter((ms) => ms === 0).length;
  assert.equal(admitted, 10);
  brake.settle(answer(200));
  assert.equal(brake.admit(), 0);
});

test('after a hold one request goes ahead, and the rest follow when it is let through', () => {
  const { clock, brake, run } = start();
  run(answer(429, { 'x-ratelimit-global': 'true', 'retry-after': '10' }));
  assert.equal(brake.admit(), 10_000);
  clock.advance(10_000);
  assert.equal(brake.admit(), 0);
  assert.ok(brake.admit() > 0);
  brake.settle(answer(200));
  assert.equal(brake.admit(), 0);
  assert.equal(brake.admit(), 0);
});

test('many limits in a row, wherever, hold everything; one success in between does not', () => {
  const { brake, run } = start();
  const limited = answer(429, { 'x-ratelimit-scope': 'user', 'retry-after': '0.1' });
  for (let n = 0; n < 20; n += 1) {
    run(limited);
    run(answer(200));
  }
  assert.equal(brake.health().brakedUntil, undefined);
  for (let n = 0; n < 5; n += 1) run(limited);
  assert.ok(brake.health().brakedUntil !== undefined);
});

test('what other processes know holds this one too, and they learn what became of its requests', async () => {
  const clock = createFakeClock();
  const holds: number[] = [];
  const left: boolean[] = [];
  let next: Awaited<ReturnType<SharedBrake['enter']>> = { invalid: 7, leave: (invalid) => void left.push(invalid) };
  const shared: SharedBrake = { enter: async () => next, hold: (ms) => void holds.push(ms) };
  const brake = createBrake({ clock, log: silentLogger, shared });
  assert.equal((await brake.across(async () => answer(403))).status, 403);
  await brake.across(async () => answer(200));
  await assert.rejects(
    brake.across(async () => Promise.reject(new Error('lost'))),
    /lost/,
  );
  assert.deepEqual(left, [true, false, false]);
  assert.equal(brake.health().invalidRequests, 7);

  brake.admit();
  brake.settle(answer(429, { 'retry-after': '3', 'x-ratelimit-global': 'true' }, { retry_after: 3 }));
  assert.deepEqual(holds, [3_000]);
  clock.advance(3_000);

  next = { waitMs: 5_000 };
  let isSent = false;
  const held = brake.across(async () => {
    isSent = true;
    return answer(200);
  });
  await assert.rejects(held, (error) => error instanceof AppError && error.retryAfterMs === 5_000);
  assert.equal(isSent, false);
  assert.equal(brake.health().brakedUntil, clock.now() + 5_000);
});
