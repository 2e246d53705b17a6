import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { retryAt, retryDelays } from '../../src/queue/retry-schedule.ts';

const hour = 3_600_000;
const now = Date.UTC(2026, 0, 1);

test('waits grow and last about a day together', () => {
  assert.deepEqual(
    [...retryDelays],
    [...retryDelays].sort((a, b) => a - b),
  );
  const all = retryDelays.reduce((sum, delay) => sum + delay, 0);
  assert.ok(all > 23 * hour && all < 25 * hour, `${all / hour} h`);
  assert.equal(retryAt({ attempts: 1, now, random: () => 0.5 }), now + 1_000);
  assert.equal(retryAt({ attempts: 6, now, random: () => 0.5 }), now + 60_000);
});

test('after the last attempt there is no other', () => {
  const last = retryDelays.length;
  assert.notEqual(retryAt({ attempts: last, now, random: () => 0 }), undefined);
  assert.equal(retryAt({ attempts: last + 1, now, random: () => 0 }), undefined);
});

test('chance moves a wait by a fifth at most', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: retryDelays.length }),
      fc.double({ min: 0, max: 0.999, noNaN: true }),
      (attempts, chance) => {
        const wait = Number(retryAt({ attempts, now, random: () => chance })) - now;
        const delay = retryDelays[attempts - 1] ?? 0;
        assert.ok(Number.isInteger(wait) && wait >= delay * 0.8 && wait <= delay * 1.2 + 1);
      },
    ),
  );
  const waits = new Set([0, 0.25, 0.5, 0.75].map((chance) => retryAt({ attempts: 20, now, random: () => chance })));
  assert.equal(waits.size, 4);
});

test('never sooner than the other side asks, within reason', () => {
  const ask = (retryAfterMs: number) => retryAt({ attempts: 1, now, random: () => 0.5, retryAfterMs });
  assert.equal(ask(65_000), now + 65_000);
  assert.equal(ask(10), now + 1_000);
  assert.equal(ask(-5), now + 1_000);
  assert.equal(ask(Number.NaN), now + 1_000);
  assert.equal(ask(Infinity), now + 24 * hour);
});
