import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseExpiry } from '../../commands/expiry.ts';
import { texts } from '../../commands/texts.ts';
import { AppError } from '../../src/errors.ts';
import { createFakeClock } from '../fake-clock.ts';

const now = Date.UTC(2026, 5, 1, 12);
const context = { clock: createFakeClock(now), text: texts.in('en') };
const hourMs = 3_600_000;

test('reads times from now and dates', () => {
  for (const [given, expected] of [
    ['30d', now + 720 * hourMs],
    [' 12H ', now + 12 * hourMs],
    ['90m', now + 1.5 * hourMs],
    ['2 w', now + 336 * hourMs],
    ['2026-06-01', Date.UTC(2026, 5, 2)],
    ['2028-02-29', Date.UTC(2028, 2, 1)],
  ] as const) {
    assert.equal(parseExpiry(given, context), expected, given);
  }
});

test('refuses what is not a time, lies behind, or too far ahead', () => {
  for (const [given, complaint] of [
    ['', /not understood/],
    ['soon', /not understood/],
    ['-1d', /not understood/],
    ['2027-02-29', /not understood/],
    ['2027-13-01', /not understood/],
    ['0d', /past already/],
    ['2026-05-31', /past already/],
    ['99999d', /ten years/],
    ['2040-01-01', /ten years/],
  ] as const) {
    assert.throws(
      () => parseExpiry(given, context),
      (error) => error instanceof AppError && error.code === 'invalid-request' && complaint.test(error.detail),
      given,
    );
  }
});
