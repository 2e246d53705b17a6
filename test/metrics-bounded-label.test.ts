import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBoundedLabel } from '../src/metrics-bounded-label.ts';

test('the first few names are themselves for good, all later ones are one', () => {
  const label = createBoundedLabel(2);
  assert.deepEqual(['a', 'b', 'c', 'd', 'a', 'b', 'c'].map(label), ['a', 'b', 'other', 'other', 'a', 'b', 'other']);
});
