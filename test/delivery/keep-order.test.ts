import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createKeepOrder } from '../../src/delivery/keep-order.ts';

const job = (number: number, lane = 'a') => ({ id: `${lane}${number}`, lane, createdAt: number });

test('who is younger comes back when the oldest of its lane does; other lanes go on', () => {
  const { behind, waits, over } = createKeepOrder();
  assert.equal(behind(job(2), 100), undefined);
  waits(job(1), { retryAt: 5_000, now: 100 });
  assert.equal(behind(job(2), 200), 5_000);
  assert.equal(behind(job(1), 5_000), undefined);
  assert.equal(behind(job(0), 200), undefined, 'an older one goes');
  assert.equal(behind(job(2, 'b'), 200), undefined);
  over(job(2));
  assert.equal(behind(job(2), 300), 5_000);
  over(job(1));
  assert.equal(behind(job(2), 400), undefined);
});

test('of two that wait, the younger waits for the older', () => {
  const { behind, waits } = createKeepOrder();
  waits(job(2), { retryAt: 5_000, now: 100 });
  waits(job(1), { retryAt: 7_000, now: 100 });
  waits(job(3), { retryAt: 3_000, now: 100 });
  assert.equal(behind(job(3), 200), 7_000);
  assert.equal(behind(job(2), 200), 7_000);
});

test('who is due is let go first, but is not waited for if it never comes', () => {
  const { behind, waits } = createKeepOrder();
  waits(job(1), { retryAt: 5_000, now: 100 });
  const at = behind(job(2), 5_001) ?? assert.fail();
  assert.ok(at > 5_001 && at < 5_200);
  assert.equal(behind(job(2), 15_001), undefined);
  waits(job(2), { retryAt: 20_000, now: 15_001 });
  assert.equal(behind(job(3), 15_002), 20_000);
});

test('who waits for long is overtaken', () => {
  const { behind, waits } = createKeepOrder();
  waits(job(1), { retryAt: 600_000, now: 0 });
  assert.equal(behind(job(2), 0), undefined);
});

test('unless Discord asked for it: then nobody else would get through either', () => {
  const { behind, waits } = createKeepOrder();
  waits(job(1), { retryAt: 600_000, now: 0, asked: true });
  assert.equal(behind(job(2), 0), 600_000);
});
