import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findByName, quoted } from '../../src/discord/find-by-name.ts';

const things = [
  { id: '1', name: 'Alerts' },
  { id: '2', name: 'alerts' },
  { id: '3', name: 'Ops' },
  { id: '4', name: null },
];

test('an exact name wins, otherwise upper and lower case do not matter', () => {
  assert.equal(findByName(things, 'alerts', 'channels')?.id, '2');
  assert.equal(findByName(things, 'OPS', 'channels')?.id, '3');
  assert.equal(findByName(things, 'nothing', 'channels'), undefined);
  assert.equal(findByName(things, '', 'channels'), undefined);
});

test('several are refused with their ids', () => {
  assert.throws(() => findByName(things, 'ALERTS', 'channels'), {
    code: 'invalid-action',
    detail: /2 channels .* \(1, 2\)/,
  });
});

test('long names are cut', () => {
  assert.equal(quoted('x'.repeat(500)).length, 103);
});
