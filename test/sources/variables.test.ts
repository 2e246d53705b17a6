import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import type { Json } from '../../src/domain/json.ts';
import { AppError, type Fault } from '../../src/errors.ts';
import variables from '../../src/sources/variables.ts';

const read = (body: Json) => variables.read(Buffer.from(JSON.stringify(body))).variables;
const one = (extra: { [name: string]: Json }) =>
  read({ variables: [{ name: 'User', variable: '{user}', value: 'Ann', ...extra }] });

const faultsOf = (body: Json): Fault[] => {
  try {
    read(body);
  } catch (error) {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, 'invalid-request');
    return error.faults ?? [];
  }
  return [];
};
const pathsOf = (body: Json) => faultsOf(body).map(({ path }) => path);

describe('what is read', () => {
  test("the recorded body of BotGhost's document", () => {
    const recorded = readFileSync(new URL('recorded/variables.json', import.meta.url));
    assert.deepEqual({ ...variables.read(recorded).variables }, { user: 'Ann', score: 42 });
  });
  test('both spellings, every kind of value, names of any text', () => {
    assert.deepEqual(
      {
        ...read({
          variables: [
            { name: '', variable: '{text}', value: 'a' },
            { name: 'Grüße 👋', variable: '<number>', value: -1.5 },
            { name: 'x'.repeat(200), variable: '{_yes}', value: true },
            { name: 'none', variable: '<n0ne>', value: null },
          ],
        }),
      },
      { text: 'a', number: -1.5, _yes: true, n0ne: null },
    );
  });
  test('no bytes, an empty object and an empty list are no variables', () => {
    assert.deepEqual({ ...variables.read(Buffer.alloc(0)).variables }, {});
    assert.deepEqual({ ...read({}) }, {});
    assert.deepEqual({ ...read({ variables: [] }) }, {});
  });
  test('what else a caller sends is left alone', () => {
    assert.deepEqual({ ...one({ type: 'text', nested: { a: 1 } }) }, { user: 'Ann' });
    assert.deepEqual({ ...read({ event: 'x', variables: [] }) }, {});
  });
  test('a Discord id sent as a number keeps its digits', () => {
    const body = '{"variables":[{"name":"Id","variable":"{id}","value":1084512345678901234}]}';
    assert.equal(variables.read(Buffer.from(body)).variables.id, '1084512345678901234');
  });
  test('values are found under their own names alone', () => {
    const values = one({});
    assert.equal('toString' in values, false);
    assert.equal(Object.getPrototypeOf(values), null);
  });
  test('1,000 variables', () => {
    const list = Array.from({ length: 1000 }, (_, at) => ({ name: 'n', variable: `{v${at}}`, value: at }));
    assert.equal(Object.keys(read({ variables: list })).length, 1000);
    assert.deepEqual(faultsOf({ variables: [...list, { name: 'n', variable: '{one_more}', value: 0 }] }), [
      { path: 'variables', message: 'must hold at most 1000 variables' },
    ]);
  });
});

describe('what is refused', () => {
  for (const body of [null, true, 1, 'text', []]) {
    test(`${JSON.stringify(body)} as the body`, () => assert.deepEqual(pathsOf(body), ['']));
  }
  for (const list of [null, {}, 'user=Ann', 1]) {
    test(`${JSON.stringify(list)} as the list`, () => assert.deepEqual(pathsOf({ variables: list }), ['variables']));
  }
  for (const field of ['name', 'variable', 'value']) {
    test(`an item without ${field}, as BotGhost does`, () => {
      const item: { [name: string]: Json } = { name: 'User', variable: '{user}', value: 'Ann' };
      delete item[field];
      assert.deepEqual(pathsOf({ variables: [item] }), [`variables[0].${field}`]);
    });
  }
  for (const spelling of [
    'user',
    '{user',
    'user}',
    '{user>',
    '<user}',
    '{}',
    '{ user }',
    '{user.name}',
    '{1st}',
    '{us-er}',
    '{ünal}',
    '{user}\n',
    '{{user}}',
    '{__proto__}',
    '<constructor>',
    '{prototype}',
    `{${'x'.repeat(65)}}`,
    '',
  ]) {
    test(`the spelling ${JSON.stringify(spelling.slice(0, 20))}`, () =>
      assert.deepEqual(pathsOf({ variables: [{ name: 'n', variable: spelling, value: 1 }] }), [
        'variables[0].variable',
      ]));
  }
  test('a value that is a list or an object', () => {
    for (const value of [[], {}, [1]]) {
      assert.deepEqual(pathsOf({ variables: [{ name: 'n', variable: '{a}', value }] }), ['variables[0].value']);
    }
  });
  test('a description of over 200 characters', () =>
    assert.deepEqual(pathsOf({ variables: [{ name: 'x'.repeat(201), variable: '{a}', value: 1 }] }), [
      'variables[0].name',
    ]));
  test('a variable that comes twice, in either spelling', () =>
    assert.deepEqual(
      faultsOf({
        variables: [
          { name: 'a', variable: '{a}', value: 1 },
          { name: 'b', variable: '{b}', value: 1 },
          { name: 'a', variable: '<a>', value: 1 },
        ],
      }),
      [{ path: 'variables[2].variable', message: 'is the same variable as variables[0]' }],
    ));
  test('every fault at once, each with its path', () =>
    assert.deepEqual(
      pathsOf({
        variables: [
          { name: 5, variable: '{user', value: [] },
          3,
          { variable: '{a}' },
          { name: 'again', variable: '<a>', value: 1 },
        ],
      }),
      [
        'variables[0].name',
        'variables[0].variable',
        'variables[0].value',
        'variables[1]',
        'variables[2].name',
        'variables[2].value',
        'variables[3].variable',
      ],
    ));
  test('lists 100 faults and counts the rest', () => {
    const faults = faultsOf({ variables: Array.from({ length: 60 }, () => ({})) });
    assert.equal(faults.length, 101);
    assert.deepEqual(faults.at(-1), { path: 'variables', message: 'has 80 more faults' });
  });
});

test('a value is what was sent, under the name that was sent', () => {
  const name = fc
    .stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/)
    .filter((text) => !/^(__proto__|constructor|prototype)$/.test(text));
  const value = fc.oneof(fc.string({ unit: 'grapheme' }), fc.maxSafeInteger(), fc.boolean(), fc.constant(null));
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, value, fc.boolean()), { selector: ([each]) => each }), (given) => {
      const list = given.map(([each, sent, braces]) => ({
        name: each,
        variable: braces ? `{${each}}` : `<${each}>`,
        value: sent,
      }));
      assert.deepEqual({ ...read({ variables: list }) }, Object.fromEntries(given));
    }),
  );
});
