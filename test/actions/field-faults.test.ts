import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { faultsOf } from '../../src/actions/field-faults.ts';

test('every fault has a path that its author finds', () => {
  const schema = z.strictObject({ list: z.array(z.strictObject({ a: z.string() })), thing: z.strictObject({}) });
  const { error } = schema.safeParse({ list: [{ a: 'x' }, { a: 'x', b: 1, c: 2 }], thing: null, d: 3 });
  assert.ok(error);
  assert.deepEqual(faultsOf(error), [
    { path: 'list[1].b', message: 'is not a field of this action' },
    { path: 'list[1].c', message: 'is not a field of this action' },
    { path: 'thing', message: 'must be an object' },
    { path: 'd', message: 'is not a field of this action' },
  ]);
});

test('a list that is none is called one', () => {
  const { error } = z.object({ list: z.array(z.string()) }).safeParse({ list: 'a' });
  assert.ok(error);
  assert.deepEqual(faultsOf(error), [{ path: 'list', message: 'must be a list' }]);
});
