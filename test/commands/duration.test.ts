import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationMs, startOfDay } from '../../commands/duration.ts';

test('reads durations', () => {
  assert.deepEqual(['90m', '12h', '3 d', '2w'].map(durationMs), [5_400_000, 43_200_000, 259_200_000, 1_209_600_000]);
  for (const wrong of ['', '5', 'm', '-1h', '1.5h', '1y', '1h 2m', '1234567m'])
    assert.equal(durationMs(wrong), undefined, wrong);
});

test('reads days that there are', () => {
  assert.equal(startOfDay('2028-02-29'), Date.UTC(2028, 1, 29));
  for (const wrong of ['2027-02-29', '2027-13-01', '27-01-01', '2027-1-1', ''])
    assert.equal(startOfDay(wrong), undefined, wrong);
});
