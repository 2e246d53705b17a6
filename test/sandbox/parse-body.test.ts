import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { invalidForm, parseBody } from '../../src/sandbox/parse-body.ts';
import { DiscordFault } from '../../src/sandbox/route.ts';

const known = z.object({
  text: z.string().min(2).max(3).optional(),
  count: z.int().min(1).max(2).optional(),
  list: z
    .array(z.object({ url: z.url() }))
    .max(1)
    .optional(),
  needed: z.boolean(),
});

const errorsOf = (body: unknown): unknown => {
  try {
    parseBody(known, body, known);
  } catch (error) {
    assert.ok(error instanceof DiscordFault);
    assert.deepEqual([error.status, error.code, error.message], [400, 50_035, 'Invalid Form Body']);
    return error.errors;
  }
  return undefined;
};

const codes = (body: object) =>
  JSON.stringify(errorsOf({ needed: true, ...body }), (key, value: unknown) => (key === 'message' ? undefined : value));

test('a body is given as what is known of it', () => {
  assert.deepEqual(parseBody(z.looseObject({}), { needed: true, more: 1 }, known), { needed: true });
});

test('faults are nested by field, with Discord’s codes', () => {
  const leaf = (code: string) => `{"_errors":[{"code":"${code}"}]}`;
  assert.equal(codes({ text: 'x' }), `{"text":${leaf('BASE_TYPE_BAD_LENGTH')}}`);
  assert.equal(codes({ text: 'xxxx' }), `{"text":${leaf('BASE_TYPE_MAX_LENGTH')}}`);
  assert.equal(codes({ count: 0 }), `{"count":${leaf('NUMBER_TYPE_MIN')}}`);
  assert.equal(codes({ count: 3 }), `{"count":${leaf('NUMBER_TYPE_MAX')}}`);
  assert.equal(codes({ list: [{ url: 'no' }] }), `{"list":{"0":{"url":${leaf('URL_TYPE_INVALID_URL')}}}}`);
  assert.equal(codes({ list: [{}] }), `{"list":{"0":{"url":${leaf('BASE_TYPE_REQUIRED')}}}}`);
  assert.equal(codes({ needed: 'yes' }), `{"needed":${leaf('BOOLEAN_TYPE_CONVERT')}}`);
});

test('no body is an empty one; a list is none', () => {
  assert.partialDeepStrictEqual(errorsOf(undefined), { needed: { _errors: [{ code: 'BASE_TYPE_REQUIRED' }] } });
  assert.partialDeepStrictEqual(errorsOf([]), { _errors: [{ code: 'DICT_TYPE_CONVERT' }] });
});

test('several faults of one field stand together, beside those below it', () => {
  const { errors } = invalidForm([
    { path: ['a'], code: 'A', message: '1' },
    { path: ['a'], code: 'B', message: '2' },
    { path: ['a', 0, 'b'], code: 'C', message: '3' },
  ]);
  assert.deepEqual(errors, {
    a: {
      _errors: [
        { code: 'A', message: '1' },
        { code: 'B', message: '2' },
      ],
      0: { b: { _errors: [{ code: 'C', message: '3' }] } },
    },
  });
});
