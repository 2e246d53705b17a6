import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AppError } from '../../src/errors.ts';
import { parseStrictJson } from '../../src/sources/strict-json.ts';

const parse = (text: string) => parseStrictJson(Buffer.from(text));

const refuses = (bytes: Buffer | string, detail: RegExp) =>
  assert.throws(
    () => parseStrictJson(Buffer.from(bytes)),
    (error) => error instanceof AppError && error.code === 'invalid-json' && detail.test(error.detail),
  );

describe('what is read', () => {
  test('reads whatever JSON.parse reads, in the same way', () => {
    const plain = fc
      .json({ maxDepth: 5 })
      .filter((text) => !/"(__proto__|constructor|prototype)"|\\u[dD]|-?\d{16,}/.test(text));
    fc.assert(
      fc.property(plain, (text) => assert.deepEqual(parse(text), JSON.parse(text))),
      { numRuns: 500 },
    );
  });

  test('keeps every digit of an integer that a double would change, as text', () => {
    assert.deepEqual(
      parse('[123456789012345678,9007199254740993,-9007199254740993,9007199254740991,12345678901234567.5]'),
      ['123456789012345678', '9007199254740993', '-9007199254740993', 9007199254740991, 12345678901234568],
    );
  });

  test('keeps escaped pairs and replaces half a pair in a value by U+FFFD', () => {
    assert.deepEqual(parse('["\\ud83d\\ude00","\\uD83Dx","x\\uDE00"]'), ['😀', '\ufffdx', 'x\ufffd']);
  });

  test('reads numbers too small for a double as zero', () => assert.deepEqual(parse('[1e-999]'), [0]));

  test('reads 32 levels and 10,000 names', () => {
    parse('['.repeat(32) + ']'.repeat(32));
    parse(`{${Array.from({ length: 10_000 }, (_, at) => `"n${at}":0`).join()}}`);
  });

  test('takes brackets, quotes and colons inside texts for text', () => {
    const text = `{"a":"${'{['.repeat(50)}\\"\\\\","b":[":,}"]}`;
    assert.deepEqual(parse(text), JSON.parse(text));
  });
});

describe('what is refused', () => {
  test('a byte order mark', () => refuses('\ufeff{}', /byte order mark/));
  test('UTF-16', () => refuses(Buffer.from('{}', 'utf16le'), /not valid JSON/));
  for (const [name, hex] of [
    ['a lone continuation byte', '225b8022'],
    ['an overlong sequence', '22c0af22'],
    ['an encoded surrogate', '22eda08022'],
    ['a sequence cut short', '22e4bd22'],
    ['beyond U+10FFFF', '22f490808022'],
    ['Latin-1', '22e922'],
  ] as const) {
    test(`invalid UTF-8: ${name}`, () => refuses(Buffer.from(hex, 'hex'), /not valid UTF-8/));
  }
  test('33 levels, also when they never end', () => {
    refuses('['.repeat(33) + ']'.repeat(33), /deeper than 32 levels at line 1, column 33/);
    refuses('[{"a":'.repeat(100_000), /deeper than 32/);
  });
  test('more than 10,000 names', () =>
    refuses(`{${Array.from({ length: 10_001 }, (_, at) => `"n${at}":0`).join()}}`, /more than 10000 names/));
  test('a name that comes twice, however it is written', () => {
    refuses('{"a":1,\n "b":2,"a":3}', /same name twice in one object, again at line 2, column 8/);
    refuses('[{"a":1,"\\u0061":2}]', /same name twice/);
    refuses('{"":1,"":2}', /same name twice/);
    assert.deepEqual(parse('[{"a":1},{"a":{"a":2}}]'), [{ a: 1 }, { a: { a: 2 } }]);
  });
  for (const name of ['__proto__', 'constructor', 'prototype', '\\u005f_proto__']) {
    test(`the name ${name}`, () => refuses(`{"x":{"${name}":1}}`, /reserved name at line 1, column 7/));
  }
  test('half a surrogate pair in a name', () => refuses('{"\\udfaa":0}', /half of a surrogate pair/));
  for (const number of ['1e999', '-1e999', '9'.repeat(400)]) {
    test(`the number ${number.slice(0, 10)}`, () => refuses(`[${number}]`, /too large at line 1, column 2/));
  }
  test('says where, never what', () => {
    refuses('{"secret-name": secret-value}', /^The body is not valid JSON: look at line 1, column 17\.$/);
    refuses('{"a":1,\n"b":', /it ends too early/);
    refuses(`["${'x'.repeat(70_000)}",]`, /^The body is not valid JSON\.$/);
  });
  test('a detail never holds a part of the body', () => {
    const text = '{"PRIVATE":"PRIVATE","__proto__":1, PRIVATE';
    assert.throws(
      () => parse(text),
      (error) => error instanceof AppError && !JSON.stringify(error).includes('PRIVATE'),
    );
  });
});

test('throws nothing but invalid-json, whatever the bytes', () => {
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array(), fc.string().map(Buffer.from)), (bytes) => {
      try {
        parseStrictJson(Buffer.from(bytes));
      } catch (error) {
        assert.ok(error instanceof AppError && error.code === 'invalid-json');
      }
    }),
    { numRuns: 2000 },
  );
});
