import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError, errorCodes } from '../../src/errors.ts';
import { createProblem, problemOf, problems, rawProblem } from '../../src/http/problem.ts';

test('every code has a title and an error status; those of the contract are its', () => {
  for (const code of errorCodes) {
    assert.ok(problems[code].status >= 400 && problems[code].status < 600, code);
    assert.ok(problems[code].title.length > 0, code);
  }
  const contract = {
    'invalid-json': 400,
    'invalid-request': 400,
    unauthorized: 401,
    'key-not-for-webhook': 403,
    'webhook-not-found': 404,
    'delivery-not-found': 404,
    'route-not-found': 404,
    'method-not-allowed': 405,
    'idempotency-key-reused': 409,
    'webhook-disabled': 409,
    'body-too-large': 413,
    'unsupported-media-type': 415,
    'rate-limited': 429,
    'storage-unavailable': 503,
    overloaded: 503,
    stopping: 503,
  } as const;
  for (const code of errorCodes) {
    if (Object.hasOwn(contract, code)) assert.equal(problems[code].status, Reflect.get(contract, code), code);
  }
});

test('an error is shown with its faults, anything else only as a reference', () => {
  const faults = [{ path: 'variables[0].value', message: 'must be …' }];
  assert.deepEqual(problemOf(new AppError('invalid-request', 'No.', { faults }), 'id'), {
    type: '/problems/invalid-request',
    title: 'The request is not right',
    status: 400,
    detail: 'No.',
    code: 'invalid-request',
    errors: faults,
  });
  for (const thrown of [new Error('inner'), 'inner', undefined]) {
    const problem = problemOf(thrown, 'reference-1');
    assert.equal(problem.code, 'internal');
    assert.match(problem.detail, /reference-1/);
    assert.doesNotMatch(JSON.stringify(problem), /inner/);
  }
});

test('a 400 without faults of its own has one for the whole', () =>
  assert.deepEqual(createProblem('invalid-json', 'Broken.').errors, [{ path: '', message: 'Broken.' }]));

test('a raw answer is complete, in bytes, and closes', () => {
  const problem = createProblem('request-timeout', 'Zu spät.');
  const text = rawProblem(problem, ['X-One', '1', 'X-Two', '2']);
  const [head = '', body = ''] = text.split('\r\n\r\n');
  assert.deepEqual(head.split('\r\n'), [
    'HTTP/1.1 408 Request Timeout',
    'X-One: 1',
    'X-Two: 2',
    'Content-Type: application/problem+json; charset=utf-8',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ]);
  assert.deepEqual(JSON.parse(body), problem);
});
