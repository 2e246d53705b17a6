import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError, errorCodes } from '../src/errors.ts';

test('an error is what it says, with its facts', () => {
  const cause = new Error('below');
  const faults = [{ path: 'variables[0].name', message: 'must not be empty' }];
  const error = new AppError('invalid-request', 'The request is not right.', { faults, retryAfterMs: 5, cause });
  assert.ok(error instanceof Error);
  assert.equal(error.message, error.detail);
  assert.deepEqual([error.name, error.code, error.retryAfterMs], ['AppError', 'invalid-request', 5]);
  assert.equal(error.faults, faults);
  assert.equal(error.cause, cause);
});

test('an error without a cause has none, not one that is undefined', () => {
  assert.equal(Object.hasOwn(new AppError('internal', 'Something went wrong.'), 'cause'), false);
});

test('codes are stable kebab-case words, each once', () => {
  assert.equal(new Set(errorCodes).size, errorCodes.length);
  for (const code of errorCodes) assert.match(code, /^[a-z]+(-[a-z]+)*$/);
});
