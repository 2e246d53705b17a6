import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { fillTemplate, parseTemplate } from '../../src/domain/template.ts';
import { fillWith, scopeOf } from './fill-with.ts';

const leftOf = (text: string, values: object = {}) => {
  const scope = scopeOf(values);
  const filled = fillTemplate(parseTemplate(text), scope, 'plain');
  return { filled, left: scope.left };
};

describe('tokens', () => {
  test('both notations are replaced', () => {
    assert.equal(fillWith('Hi <user>, {user}!', { user: 'Ann' }), 'Hi Ann, Ann!');
    assert.equal(fillWith('<a>{b}<a>', { a: 1, b: 2 }), '121');
    assert.equal(fillWith('{{user}}', { user: 'Ann' }), '{Ann}');
  });

  test('paths reach inside', () => {
    const values = { order: { lines: [{ name: 'Tea' }], 0: 'zero' } };
    assert.equal(fillWith('<order.lines[0].name> {order.lines.0.name} <order.0>', values), 'Tea Tea zero');
  });

  test('a value is never expanded again', () => {
    assert.equal(fillWith('<a> {b}', { a: '{b}', b: 'x' }, 'plain'), '{b} x');
    assert.equal(fillWith('<a>b>', { a: '<', b: 'secret' }, 'plain'), '<b>');
  });

  test('an unknown token stays as written and is reported', () => {
    assert.deepEqual(leftOf('Hi <nobody>, {user.name} <user|upper>', { user: 'Ann' }), {
      filled: 'Hi <nobody>, {user.name} <user|upper>',
      left: ['<nobody>', '{user.name}', '<user|upper>'],
    });
  });

  test('names that objects inherit are unknown', () => {
    const text = '<__proto__> {constructor} <toString> <user.constructor> <user.__proto__.x>';
    const { filled, left } = leftOf(text, { user: { name: 'Ann' } });
    assert.equal(filled, text);
    assert.equal(left.length, 5);
  });

  test('values have a text form', () => {
    const values = { n: -1.5, yes: true, nothing: null, list: [1, 'two'], thing: { a: null }, zero: 0 };
    assert.equal(
      fillWith('<n>|<yes>|<nothing>|<list>|<thing>|<zero>', values, 'plain'),
      '-1.5|true||[1,"two"]|{"a":null}|0',
    );
  });

  test("Discord's own markup stays", () => {
    const markup =
      '<@1> <@!1> <@&1> <#1> <:n:1> <a:n:1> <t:1:R> <t:1> </cmd:1> </cmd sub:1> <id:guide> <https://x.test> <sound:1:2>';
    assert.deepEqual(leftOf(markup, { t: 'x', a: 'x', id: 'x', n: 'x', cmd: 'x' }), { filled: markup, left: [] });
    assert.equal(
      fillWith('<@<user_id>> <@!{user_id}> <@&<user_id>> <#<user_id>>', { user_id: 42 }),
      '<@42> <@!42> <@&42> <#42>',
    );
    assert.equal(fillWith('<:my_<n>:<id>> <t:<ts>:R>', { n: 'a_b', id: '5', ts: 17 }), '<:my_a_b:5> <t:17:R>');
  });

  test('what is no token stays', () => {
    const texts = [
      '<',
      '{',
      '< user>',
      '<user',
      '<user}',
      '{user>',
      '<1a>',
      '<user.>',
      '<user[a]>',
      '<user|>',
      '<user|a:>',
    ];
    for (const text of texts) assert.deepEqual(leftOf(text, { user: 'Ann' }), { filled: text, left: [] });
  });
});

describe('now', () => {
  test('is ISO 8601 unless a filter says otherwise', () => {
    assert.equal(fillWith('<now>'), '2026-11-21T14:50:07Z');
    assert.equal(fillWith('<now|default:"x">'), '2026-11-21T14:50:07Z');
    assert.equal(fillWith('<now|date:"DD.MM.YYYY, HH:mm:ss [Uhr]">'), '21.11.2026, 14:50:07 Uhr');
    assert.equal(fillWith('<now|timestamp:"R"> <now|timestamp>'), '<t:1795272607:R> <t:1795272607>');
  });

  test('gives way to a variable of that name', () => {
    assert.equal(fillWith('<now>', { now: 'later' }), 'later');
    assert.equal(fillWith('<now>', { now: Date.UTC(2026, 10, 21, 14, 50, 7) }), '2026-11-21T14:50:07Z');
  });

  test('a timestamp style that Discord does not have leaves the token', () => {
    assert.deepEqual(leftOf('<now|timestamp:"Q">').left, ['<now|timestamp:"Q">']);
  });
});

describe('default and raw', () => {
  test('default stands in for what is unknown, null or empty', () => {
    const values = { empty: '', nothing: null, zero: 0, no: false };
    const text =
      '<a|default:"x"> <empty|default:"x"> <nothing|default:"x"> <zero|default:"x"> <no|default:"x"> <a|default>';
    assert.equal(fillWith(text, values), 'x x x 0 false ');
  });

  test("a default is the author's own text, with escapes for quotes", () => {
    assert.equal(fillWith(String.raw`<a|default:"**so** \"<b>\" \\ >">`, { b: 1 }), String.raw`**so** "<b>" \ >`);
  });

  test('raw keeps markdown and mentions', () => {
    assert.equal(fillWith('<a|raw>', { a: '**x** <@1> @everyone' }), '**x** <@1> @everyone');
    assert.equal(fillWith('<a|raw|default:"_y_"> <b|default:"_y_"|raw>'), '_y_ _y_');
  });

  test('a text is never filled beyond its bound', () => {
    const filled = fillWith('<a>'.repeat(100), { a: 'x'.repeat(100_000) });
    assert.equal(filled.length, 262_144);
  });
});
