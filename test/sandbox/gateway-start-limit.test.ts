import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStartLimit } from '../../src/sandbox/gateway-start-limit.ts';
import { createFakeClock } from '../fake-clock.ts';

test('one start in 5 seconds, and so many in a day', () => {
  const clock = createFakeClock();
  const limit = createStartLimit({ clock, enforced: true, total: 2 });
  assert.deepEqual(limit.answer(), { total: 2, remaining: 2, reset_after: 86_400_000, max_concurrency: 1 });
  assert.deepEqual([limit.take(), limit.take()], ['ok', 'too soon']);
  clock.advance(5000);
  assert.equal(limit.take(), 'ok');
  assert.deepEqual([limit.answer().remaining, limit.answer().reset_after], [0, 86_395_000]);
  clock.advance(5000);
  assert.equal(limit.take(), 'exhausted');
  clock.advance(86_400_000);
  assert.equal(limit.answer().remaining, 2);
  assert.equal(limit.take(), 'ok');
});

test('not enforced, it only counts', () => {
  const limit = createStartLimit({ clock: createFakeClock(), enforced: false, total: 1 });
  assert.deepEqual([limit.take(), limit.take()], ['ok', 'ok']);
  assert.equal(limit.answer().remaining, 0);
});
