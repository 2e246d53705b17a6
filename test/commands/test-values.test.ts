import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAssignments } from '../../commands/test-values.ts';
import { texts } from '../../commands/texts.ts';
import { AppError } from '../../src/errors.ts';

const parse = (given: string) => ({ ...parseAssignments(given, { text: texts.in('en') }) });

test('reads values, quoted ones with spaces and escapes', () => {
  for (const [given, expected] of [
    ['', {}],
    ['a=1', { a: '1' }],
    ['  a=1   b=two ', { a: '1', b: 'two' }],
    ['a="two words" b=""', { a: 'two words', b: '' }],
    [String.raw`a="say \"hi\"" b="C:\\x"`, { a: 'say "hi"', b: String.raw`C:\x` }],
    [String.raw`a="one\ntwo" b=x\ y`, { a: 'one\ntwo', b: 'x y' }],
    ['a=x=y&z=1', { a: 'x=y&z=1' }],
    ['{a}=1 <b>=2', { a: '1', b: '2' }],
    ['a= b=1', { a: '', b: '1' }],
    ['url=https://x.example/?q="y"', { url: 'https://x.example/?q="y"' }],
    ['a=', { a: '' }],
  ] as const) {
    assert.deepEqual(parse(given), expected, given);
  }
});

test('says where it stumbled', () => {
  for (const [given, complaint] of [
    ['a', /not understood from `a` on/],
    ['a=1 b', /from `b` on/],
    ['a="x', /from `a="x` on/],
    ['a="x"y', /from `a="x"y` on/],
    ['=1', /from `=1` on/],
    ['a = 1', /from `a = 1` on/],
    ['1a=1', /`1a` cannot be the name/],
    ['__proto__=1', /`__proto__` cannot be the name/],
    ['a=1 a=2', /`a` is given twice/],
  ] as const) {
    assert.throws(
      () => parse(given),
      (error) => error instanceof AppError && error.code === 'invalid-request' && complaint.test(error.detail),
      given,
    );
  }
});
