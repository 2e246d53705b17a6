import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTokenLatch } from '../../src/discord/token-latch.ts';
import { silentLogger } from '../../src/logger.ts';
import { createFakeClock, turns } from '../fake-clock.ts';

const start = () => {
  const clock = createFakeClock();
  const probes: number[] = [];
  let status: number | undefined = 401;
  const probe = () => {
    probes.push(clock.now());
    return Promise.resolve(status);
  };
  const latch = createTokenLatch({ clock, log: silentLogger, probe });
  return { clock, latch, probes, setStatus: (next: number | undefined) => void (status = next) };
};

test('only three 401 in a row latch; a server error in between changes nothing', () => {
  const { latch } = start();
  for (const status of [401, 401, 200, 401, 401, 404]) latch.note(status);
  assert.equal(latch.rejected(), false);
  for (const status of [401, 500, 401, 429, 401]) latch.note(status);
  assert.equal(latch.rejected(), true);
  assert.equal(latch.error()?.code, 'discord-token-rejected');
  assert.equal(latch.error()?.retryAfterMs, 60_000);
  latch.note(200);
  assert.equal(latch.rejected(), true, 'an answer that was still under way does not release it');
});

test('probing is slow, slower each time, and releases it when the token works', async () => {
  const { clock, latch, probes, setStatus } = start();
  for (let n = 0; n < 3; n += 1) latch.note(401);
  for (let minutes = 0; minutes < 120; minutes += 1) {
    clock.advance(60_000);
    await turns();
  }
  assert.ok(probes.length >= 10 && probes.length <= 16, `${probes.length} probes in two hours`);
  setStatus(undefined);
  clock.advance(600_000);
  await turns();
  assert.equal(latch.rejected(), true, 'no answer is no proof');
  setStatus(200);
  clock.advance(600_000);
  await turns();
  assert.equal(latch.rejected(), false);
  assert.equal(latch.error(), undefined);
  assert.equal(clock.pending(), 0);
});

test('stopped it probes no more', async () => {
  const { clock, latch, probes } = start();
  for (let n = 0; n < 3; n += 1) latch.note(401);
  latch.stop();
  clock.advance(3_600_000);
  await turns();
  assert.equal(probes.length, 0);
});
