import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readFilter, writeFilter } from '../../commands/delivery-filter.ts';
import { deliveryStates } from '../../src/domain/delivery.ts';

test('a filter is read as it was written, to the second', () => {
  const since = Date.UTC(2026, 5, 1);
  for (const state of [undefined, ...deliveryStates])
    for (const lane of [undefined, 'abcdefghijklmnop'])
      for (const before of [undefined, 'abcdefghijklmnopqrst']) {
        const filter = { lane, state, since, before };
        const written = writeFilter(filter);
        assert.deepEqual(readFilter(written), filter);
        assert(written.length <= 46, 'it fits into a custom id beside the rest');
      }
});

test('what is not ours filters nothing', () => {
  const none = { lane: undefined, state: undefined, since: undefined, before: undefined };
  assert.deepEqual(readFilter('none'), { ...none, lane: 'none' });
  assert.deepEqual(readFilter('-.x.%.-'), none);
});
