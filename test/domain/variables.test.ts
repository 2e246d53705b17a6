import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkVariables, createVariables, variableName, type VariableDefinition } from '../../src/domain/variables.ts';

const check = (definitions: VariableDefinition[], given: Record<string, string | number | boolean | null>) => {
  const { values, faults } = checkVariables(definitions, given);
  assert.equal(Object.getPrototypeOf(values), null);
  return { values: { ...values }, faults };
};

test('what was sent stays, defaults fill what is missing or null', () => {
  const definitions: VariableDefinition[] = [
    { name: 'a', default: 'x' },
    { name: 'b', default: 2 },
    { name: 'c' },
    { name: 'd', default: 'y' },
  ];
  assert.deepEqual(check(definitions, { a: 'A', b: null, extra: true }), {
    values: { a: 'A', b: 2, extra: true, d: 'y' },
    faults: [],
  });
  assert.deepEqual(check(definitions, { a: '', d: false }).values, { a: '', b: 2, d: false });
});

test('every missing and wrong one is named at once', () => {
  const definitions: VariableDefinition[] = [
    { name: 'User', required: true },
    { name: 'Gone', required: true },
    { name: 'Score', type: 'number' },
    { name: 'Ok', type: 'boolean', required: true },
  ];
  assert.deepEqual(check(definitions, { User: null, Score: 'many', Ok: 'yes' }).faults, [
    { path: 'variables.User', message: 'is required' },
    { path: 'variables.Gone', message: 'is required' },
    { path: 'variables.Score', message: 'must be a number' },
    { path: 'variables.Ok', message: 'must be true or false' },
  ]);
});

test('a required variable with a default is never missing', () => {
  assert.deepEqual(check([{ name: 'a', required: true, default: '' }], {}), { values: { a: '' }, faults: [] });
});

test('numbers and booleans may come as text, texts as anything', () => {
  const numbers = { ' 42 ': 42, '-1.5': -1.5, '+3': 3, '.5': 0.5, '1e3': 1000, '0': 0, '007': 7 };
  for (const [text, number] of Object.entries(numbers)) {
    assert.deepEqual(check([{ name: 'n', type: 'number' }], { n: text }), { values: { n: number }, faults: [] });
  }
  for (const wrong of ['', ' ', '1,5', '0x1f', 'NaN', 'Infinity', '1e999', '--1', true, '123456789012345678']) {
    assert.equal(check([{ name: 'n', type: 'number' }], { n: wrong }).faults.length, 1, String(wrong));
  }
  assert.deepEqual(check([{ name: 'b', type: 'boolean' }], { b: 'false' }).values, { b: false });
  assert.equal(check([{ name: 'b', type: 'boolean' }], { b: 1 }).faults.length, 1);
  assert.deepEqual(check([{ name: 's', type: 'string' }], { s: 42 }).values, { s: '42' });
  assert.deepEqual(check([{ name: 's', type: 'string' }], { s: null }).values, { s: null });
});

test('what an object inherits was not sent', () => {
  const definitions = [{ name: 'toString', required: true }];
  assert.equal(check(definitions, {}).faults.length, 1);
  assert.deepEqual(check(definitions, { toString: 'x' }).values, { toString: 'x' });
  const sent = Object.fromEntries([['__proto__', 'x']]);
  assert.equal(Object.getPrototypeOf(checkVariables([], sent).values), null);
  assert.equal('toString' in createVariables(), false);
});

test('a name is usable in a token', () => {
  for (const name of ['a', '_', 'User_1', 'toString', 'x'.repeat(64)])
    assert.ok(variableName.safeParse(name).success, name);
  for (const name of ['', '1a', 'a-b', 'a.b', 'é', '__proto__', 'constructor', 'prototype', 'x'.repeat(65)]) {
    assert.ok(!variableName.safeParse(name).success, name);
  }
});
