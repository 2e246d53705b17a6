import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseSince } from '../../commands/since.ts';
import { texts } from '../../commands/texts.ts';
import { createFakeClock } from '../fake-clock.ts';

const now = Date.UTC(2026, 5, 1, 12);
const context = { clock: createFakeClock(now), text: texts.in('en') };

test('reads how long ago, and days', () => {
  assert.equal(parseSince(' 2H ', context), now - 7_200_000);
  assert.equal(parseSince('2026-06-01', context), Date.UTC(2026, 5, 1));
  assert.equal(parseSince('999999w', context), 0);
});

test('says what it takes instead of guessing', () => {
  for (const given of ['', 'yesterday', '2026-06-02', '2026-02-30', '-2h'])
    assert.throws(() => parseSince(given, context), { code: 'invalid-request', message: /`2h`/ });
});
