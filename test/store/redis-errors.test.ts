import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { redisError } from '../../src/store/redis-errors.ts';

test('what Redis refuses is put into words that say what to do, with the cause for the log', () => {
  const cases: [string, RegExp][] = [
    ['MISCONF Redis is configured to save RDB snapshots, but…', /disk/],
    ['OOM command not allowed when used memory > maxmemory', /noeviction/],
    ["READONLY You can't write against a read only replica.", /primary/],
    ['LOADING Redis is loading the dataset in memory', /not ready yet/],
    ['WRONGPASS invalid username-password pair', /user or password in REDIS_URL/],
    ['connect ECONNREFUSED', /see that it runs/],
  ];
  for (const [message, words] of cases) {
    const cause = new Error(message);
    const error = redisError('The store (keys)', cause);
    assert.equal(error.code, 'storage-unavailable');
    assert.match(error.detail, /^The store \(keys\) \(Redis\) cannot be read or written: /);
    assert.match(error.detail, words);
    assert.equal(error.cause, cause);
    assert.ok(!error.detail.includes(message));
  }
});

test('an error that is already in words stays as it is', () => {
  const error = new AppError('stopping', 'bye');
  assert.equal(redisError('It', error), error);
});
