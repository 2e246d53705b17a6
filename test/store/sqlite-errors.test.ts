import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { isRefusedStatement, storageError } from '../../src/store/sqlite-errors.ts';

const thrownBy = (sql: string) => {
  const db = new DatabaseSync(':memory:');
  db.exec('CREATE TABLE t (n INTEGER PRIMARY KEY); INSERT INTO t VALUES (1); PRAGMA max_page_count = 1');
  try {
    db.exec(sql);
  } catch (error) {
    return error;
  } finally {
    db.close();
  }
  throw new Error(`${sql} went through`);
};

test('what a statement was refused for is told from what the store cannot do', () => {
  assert.equal(isRefusedStatement(thrownBy('INSERT INTO t VALUES (1)')), true);
  assert.equal(isRefusedStatement(thrownBy('CREATE TABLE u (n)')), false);
  assert.equal(isRefusedStatement(new AppError('overloaded', 'full')), true);
});

test('the store’s faults are put into words, with the cause for the log', () => {
  const cause = thrownBy('CREATE TABLE u (n)');
  const error = storageError('The queue', cause);
  assert.equal(error.code, 'storage-unavailable');
  assert.equal(error.detail, 'The queue cannot be read or written: the disk is full; make room.');
  assert.equal(error.cause, cause);
  assert.ok(Number(error.retryAfterMs) > 0);
  assert.match(storageError('The store', new Error('?')).detail, /the reason is in the log/);
});

test('an error that is already in words stays as it is', () => {
  const error = new AppError('overloaded', 'full');
  assert.equal(storageError('The queue', error), error);
});
