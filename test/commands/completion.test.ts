import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fitting, folded } from '../../commands/completion.ts';

const all = ['Deploys', 'alarm', 'big Deploys', 'Café'];
const names = (typed: string) => fitting(all, typed, (name) => name);

test('those that begin with what is typed come first, whatever its case', () => {
  assert.deepEqual(names('dEP'), ['Deploys', 'big Deploys']);
  assert.deepEqual(names(''), ['Deploys', 'alarm', 'big Deploys', 'Café']);
  assert.deepEqual(names('zzz'), []);
});

test('compares names as people do', () => {
  assert.deepEqual(names('CAFE\u0301'), ['Café']);
  assert.equal(folded(' A '), 'a');
});
