import assert from 'node:assert/strict';
import { test } from 'node:test';
import { needs } from './needs.ts';
import { verdict } from './verdict.ts';

test('a run in which all tests passed is a success and needs no words', () => {
  assert.deepEqual(verdict({ passed: 3, failed: 0, skipped: [], empty: [], endless: [] }, true), {
    lines: [],
    exitCode: 0,
  });
});

test('a failed test fails the run', () => {
  assert.equal(verdict({ passed: 3, failed: 1, skipped: [], empty: [], endless: [] }, false).exitCode, 1);
});

test('a run without a test fails', () => {
  assert.deepEqual(verdict({ passed: 0, failed: 0, skipped: [], empty: [], endless: [] }, false), {
    lines: ['No test passed.'],
    exitCode: 1,
  });
});

test('a missing program is named with how many tests it cost, and fails the run only in CI', () => {
  const { skip } = needs('no-such-program');
  assert.ok(skip);
  const seen = {
    passed: 3,
    failed: 0,
    skipped: [1, 2].map((number) => ({ name: `test ${number}`, why: skip })),
    empty: [],
    endless: [],
  };
  const lines = ['Not run for want of no-such-program: 2 tests'];
  assert.deepEqual(verdict(seen, false), { lines, exitCode: 0 });
  assert.deepEqual(verdict(seen, true), { lines, exitCode: 1 });
});

test('a program that is there costs nothing', () => {
  assert.deepEqual(needs('node'), { skip: false });
});

test('a test left out for any other reason fails the run', () => {
  const seen = { passed: 3, failed: 0, skipped: [{ name: 'a test', why: 'flaky' }], empty: [], endless: [] };
  assert.deepEqual(verdict(seen, false), { lines: ['Left out without need: a test (flaky)'], exitCode: 1 });
});

test('a test file without a test fails the run', () => {
  const seen = { passed: 3, failed: 0, skipped: [], empty: ['test/a.test.ts'], endless: [] };
  assert.deepEqual(verdict(seen, false), { lines: ['Holds no test: test/a.test.ts'], exitCode: 1 });
});

test('a test file that does not end fails the run, whatever passed in it', () => {
  const seen = { passed: 3, failed: 0, skipped: [], empty: [], endless: ['test/a.test.ts'] };
  assert.deepEqual(verdict(seen, false), { lines: ['Does not end by itself: test/a.test.ts'], exitCode: 1 });
});
