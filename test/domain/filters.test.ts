import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findFilter } from '../../src/domain/filters.ts';

test('what an object inherits is no filter', () => {
  for (const name of ['upper', 'constructor', '__proto__', 'toString', '']) assert.equal(findFilter(name), undefined);
});

test('date and timestamp leave what is absent to a later default, and refuse what is no time', () => {
  for (const name of ['date', 'timestamp']) {
    const apply = findFilter(name);
    assert.ok(apply);
    assert.deepEqual(apply({ value: null, trusted: false }, []), { value: null, trusted: false });
    assert.equal(apply({ value: 'soon', trusted: false }, []), undefined);
  }
});

test('a timestamp has the styles of Discord alone', () => {
  const timestamp = findFilter('timestamp');
  assert.ok(timestamp);
  for (const style of 'tTdDfFR') {
    assert.deepEqual(timestamp({ value: 1.7e9, trusted: false }, [style]), {
      value: `<t:1700000000:${style}>`,
      trusted: true,
    });
  }
  assert.equal(timestamp({ value: 1.7e9, trusted: false }, ['x']), undefined);
});

test('default looks at the value, raw at nothing', () => {
  const [orElse, raw] = [findFilter('default'), findFilter('raw')];
  assert.ok(orElse && raw);
  assert.deepEqual(orElse({ value: 'a', trusted: false }, ['b']), { value: 'a', trusted: false });
  assert.deepEqual(orElse({ value: undefined, trusted: false }, ['b']), { value: 'b', trusted: true });
  assert.deepEqual(raw({ value: undefined, trusted: false }, []), { value: undefined, trusted: true });
});
