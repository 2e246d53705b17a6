import assert from 'node:assert/strict';
import { test } from 'node:test';
import { retryAfterMs } from '../../src/discord/retry-after.ts';

const now = Date.UTC(2026, 0, 1);
const read = (header: string | undefined, body?: unknown) =>
  retryAfterMs({ headers: new Headers(header === undefined ? {} : { 'retry-after': header }), body }, now);

test('seconds, fractions, dates and the body are read; the longest counts', () => {
  assert.equal(read('2'), 2_000);
  assert.equal(read('0.3'), 300);
  assert.equal(read(new Date(now + 90_000).toUTCString()), 90_000);
  assert.equal(read(undefined, { retry_after: 1.337 }), 1_337);
  assert.equal(read('1', { retry_after: 2.5 }), 2_500);
  assert.equal(read('3', { retry_after: 2.5 }), 3_000);
});

test('what cannot be used counts as not said, and nothing holds for more than an hour', () => {
  for (const header of [undefined, '', '0', '-1', 'NaN', 'soon', '1 fish', new Date(now - 1_000).toUTCString()]) {
    assert.equal(read(header), undefined, header);
  }
  for (const body of [
    undefined,
    null,
    'x',
    {},
    { retry_after: '1' },
    { retry_after: Number.NaN },
    { retry_after: -1 },
  ]) {
    assert.equal(read(undefined, body), undefined);
  }
  assert.equal(read('1e99'), 3_600_000);
  assert.equal(read('99999999'), 3_600_000);
});
