import assert from 'node:assert/strict';
import { test } from 'node:test';
import { countFailure, forgetFailures } from '../../src/delivery/failure-streak.ts';
import { webhook as schema, type Webhook } from '../../src/domain/webhook.ts';
import { threeMessages } from './replay-bench.ts';

const failure = (number: number, revision = 1) =>
  ({ deliveryId: `d${number}`, revision, at: 1_000, code: 'missing-permission', reason: 'Allow it.' }) as const;

const after = (webhook: Webhook, numbers: number[]) =>
  numbers.reduce((current, number) => countFailure(current, failure(number)), webhook);

test('the fifth in a row suspends', () => {
  const four = after(threeMessages, [1, 2, 3, 4]);
  assert.equal(four.enabled, true);
  assert.equal(four.revision, 1, 'what nobody sees is no revision');
  const five = countFailure(four, failure(5));
  assert.deepEqual(five, {
    ...threeMessages,
    enabled: false,
    revision: 2,
    suspended: { at: 1_000, code: 'missing-permission', reason: 'Allow it.' },
  });
  for (const webhook of [four, five]) assert.deepEqual(schema.parse(webhook), webhook, 'it can be stored');
});

test('the same delivery counts once, and a success begins anew', () => {
  const twice = after(threeMessages, [1, 2, 3, 4, 4, 1]);
  assert.equal(twice.enabled, true);
  assert.equal(countFailure(twice, failure(4)), twice);
  assert.deepEqual(forgetFailures(twice), threeMessages);
  assert.equal(forgetFailures(threeMessages), threeMessages);
  assert.equal(after(forgetFailures(twice), [5, 6, 7, 8]).enabled, true);
});

test('what was accepted before a change does not count, nor what was counted before it', () => {
  const changed = { ...after(threeMessages, [1, 2, 3, 4]), revision: 2 };
  assert.equal(countFailure(changed, failure(5, 1)), changed);
  const counted = countFailure(changed, failure(6, 2));
  assert.deepEqual(counted.failing, { revision: 2, deliveries: ['d6'] });
  const off = { ...threeMessages, enabled: false };
  assert.equal(countFailure(off, failure(7)), off);
});
