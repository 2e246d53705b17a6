import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { createFaults } from '../../src/sandbox/faults.ts';

const path = `/channels/${demoIds.general}/messages`;

test('a rule meets what fits it, as often as it says', () => {
  const faults = createFaults();
  faults.add({ method: 'POST', path: '/channels/*/messages', status: 500, count: 2, skip: 1 });
  assert.equal(faults.take('GET', path), undefined);
  assert.equal(faults.take('POST', `${path}/1`), undefined);
  assert.equal(faults.take('POST', '/users/1/messages'), undefined);
  assert.deepEqual(
    [1, 2, 3, 4].map(() => faults.take('POST', path)?.status),
    [undefined, 500, 500, undefined],
  );
  assert.deepEqual(faults.list(), []);
});

test('without a count a rule meets one request, of any method', () => {
  const faults = createFaults();
  faults.add({ path, reset: true });
  assert.equal(faults.take('DELETE', path)?.reset, true);
  assert.equal(faults.take('DELETE', path), undefined);
});

test('the oldest rule meets a request; rules can be taken away', () => {
  const faults = createFaults();
  const endFirst = faults.add({ path, status: 500, count: Infinity });
  faults.add({ path, status: 502, count: Infinity });
  assert.equal(faults.take('GET', path)?.status, 500);
  endFirst();
  assert.equal(faults.take('GET', path)?.status, 502);
  assert.equal(faults.list().length, 1);
  faults.clear();
  assert.equal(faults.take('GET', path), undefined);
});
