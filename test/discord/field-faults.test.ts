import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fieldFaults } from '../../src/discord/field-faults.ts';

test("Discord's tree of errors becomes a list with paths", () => {
  assert.deepEqual(
    fieldFaults({
      _errors: [{ message: 'whole' }],
      embeds: { 1: { fields: { 0: { name: { _errors: [{ message: 'a' }, { message: 'b' }] } } } } },
    }),
    [
      { path: '', message: 'whole' },
      { path: 'embeds[1].fields[0].name', message: 'a' },
      { path: 'embeds[1].fields[0].name', message: 'b' },
    ],
  );
});

test('rubbish gives nothing, however deep', () => {
  for (const rubbish of [
    undefined,
    null,
    'text',
    5,
    { a: 'b' },
    { _errors: 'no' },
    { _errors: [null, { message: 1 }] },
  ]) {
    assert.deepEqual(fieldFaults(rubbish), []);
  }
  let deep: unknown = { _errors: [{ message: 'x' }] };
  for (let level = 0; level < 50_000; level += 1) deep = { a: deep };
  assert.deepEqual(fieldFaults(deep), []);
});
