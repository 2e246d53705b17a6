import assert from 'node:assert/strict';
import { test } from 'node:test';
import { interleave, median, percentile, readable } from '../../bench/numbers.ts';
import { formatResults } from '../../bench/table.ts';

test('the median is the middle, or the mean of the two in the middle', () => {
  assert.equal(median([5, 1, 3]), 3);
  assert.equal(median([4, 1, 3, 2]), 2.5);
  assert.ok(Number.isNaN(median([])));
});

test('a percentile is a number that was measured', () => {
  const numbers = Array.from({ length: 100 }, (_, index) => 99 - index);
  assert.equal(percentile(numbers, 0.5), 50);
  assert.equal(percentile(numbers, 0.99), 99);
  assert.equal(percentile(numbers, 1), 99);
});

test('both sides are measured in turn, the baseline first, and each gives its median', async () => {
  const order: string[] = [];
  const side = (name: string, numbers: number[]) => () => {
    order.push(name);
    return Promise.resolve(numbers.shift() ?? 0);
  };
  const found = await interleave(3, { value: side('value', [1, 9, 2]), baseline: side('baseline', [4, 4, 7]) });
  assert.deepEqual(found, { value: 2, baseline: 4 });
  assert.equal(order.join(' '), 'baseline value baseline value baseline value');
});

test('numbers keep the digits that matter', () => {
  assert.deepEqual([12_345.6, 49.96, 1.234, Number.NaN].map(readable), ['12,346', '50.0', '1.23', 'NaN']);
});

test('a missed goal is said so', () => {
  const rows = formatResults([
    { what: 'calls/s', value: 120, baseline: 100, ratio: 1.2, goal: { text: '≥ 1.2 ×', reached: true } },
    { what: 'MiB', value: 151, goal: { text: '≤ 150', reached: false } },
  ]).split('\n');
  assert.match(rows[1] ?? '', /^ {2}calls\/s +120 +100 +1\.20 × +≥ 1\.2 × +reached$/);
  assert.match(rows[2] ?? '', /^ {2}MiB +151 +– +– +≤ 150 +MISSED$/);
});
