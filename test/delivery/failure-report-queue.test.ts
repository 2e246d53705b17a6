import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addFailure, dueAt, failedToTell, pendingReport, told } from '../../src/delivery/failure-report-queue.ts';

const failure = (deliveryId: string, suspended = false) =>
  ({ guildId: '1', webhookId: 'w', name: 'n', deliveryId, state: 'failed', reason: 'Why.', suspended }) as const;
const minute = 60_000;

test('the first is due at once, later ones are gathered for ten minutes, under a new name each time', () => {
  const first = addFailure(undefined, failure('d1'), 0);
  assert.deepEqual([first.dueAt, first.count, first.first], [0, 1, 'd1']);
  const quiet = told(first, 0);
  assert.deepEqual([quiet.dueAt, quiet.count, quiet.told], [10 * minute, 0, 1]);
  const second = addFailure(quiet, failure('d2'), minute);
  const third = addFailure(second, failure('d3'), 2 * minute);
  assert.deepEqual([third.dueAt, third.count, third.first, third.deliveryId], [10 * minute, 2, 'd2', 'd3']);
  assert.deepEqual(pendingReport.parse(third), third);
});

test('a suspension is due at once, and stays one until it was told', () => {
  const quiet = told(addFailure(undefined, failure('d1'), 0), 0);
  const suspended = addFailure(addFailure(quiet, failure('d2'), 1), failure('d3', true), 2);
  assert.deepEqual([suspended.dueAt, suspended.suspended], [2, true]);
  assert.equal(addFailure(suspended, failure('d4'), 3).suspended, true);
  assert.equal(told(suspended, 4).suspended, false);
});

test('what cannot be sent is tried again later and later, for about a day', () => {
  let report = addFailure(undefined, failure('d1'), 0);
  let now = 0;
  for (let tries = 0; ; tries += 1) {
    const again = failedToTell(report, { now, retryAfterMs: undefined });
    if (again === undefined) break;
    assert(tries < 100 && again.dueAt > now);
    assert.equal(again.first, 'd1', 'it keeps its nonce');
    report = again;
    now = again.dueAt;
  }
  assert(now > 20 * 60 * minute && now < 48 * 60 * minute);
  assert(
    (failedToTell(addFailure(undefined, failure('d1'), 0), { now: 0, retryAfterMs: minute })?.dueAt ?? 0) >= minute,
  );
});

test('the next is the earliest', () => {
  assert.equal(dueAt([]), undefined);
  const report = addFailure(undefined, failure('d1'), 5);
  assert.equal(dueAt([{ ...report, dueAt: 7 }, report]), 5);
});
