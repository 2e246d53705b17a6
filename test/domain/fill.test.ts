import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillFields, isMarkdownPath, tokenNames } from '../../src/domain/fill.ts';
import type { Json, JsonObject } from '../../src/domain/json.ts';
import { scopeOf } from './fill-with.ts';

const markdown = ['content', 'embeds.*.title', 'embeds.*.fields.*.value'];

test('every text is filled, each by its path', () => {
  const written = {
    content: '<a>',
    role: '<a>',
    n: 1,
    embeds: [{ title: '{a}', url: '{a}', fields: [{ value: '<a>', inline: true }] }],
    no: null,
  };
  const filled = fillFields(written, {
    isMarkdown: (path) => isMarkdownPath(markdown, path),
    scope: scopeOf({ a: '*x*' }),
  });
  assert.deepEqual(filled, {
    content: '\\*x\\*',
    role: '*x*',
    n: 1,
    embeds: [{ title: '\\*x\\*', url: '*x*', fields: [{ value: '\\*x\\*', inline: true }] }],
    no: null,
  });
});

test('names are never filled, not even dangerous ones', () => {
  const written: JsonObject = Object.fromEntries<Json>([
    ['<a>', '<a>'],
    ['__proto__', { '<b>': '{b}' }],
  ]);
  const filled = fillFields(written, { isMarkdown: () => false, scope: scopeOf({ a: 'x', b: 'y' }) });
  assert.equal(JSON.stringify(filled), '{"<a>":"x","__proto__":{"<b>":"y"}}');
  assert.equal(Object.getPrototypeOf(filled), Object.prototype);
});

test('the same text serves other values the next time', () => {
  const fill = (a: string) => fillFields({ t: '<a>' }, { isMarkdown: () => false, scope: scopeOf({ a }) });
  assert.deepEqual([fill('1'), fill('2')], [{ t: '1' }, { t: '2' }]);
});

test('token names are those of all texts, once, in order', () => {
  const fields = { content: '<b> <a.x> {b}', list: ['<c|default:"<d>">', 5, null], '<key>': true };
  assert.deepEqual([...tokenNames(fields)], ['b', 'a', 'c']);
  assert.deepEqual([...tokenNames(fields, ({ path }) => path.length > 0)], ['a']);
});

test('a path is markdown by its pattern, with * for any index', () => {
  assert.ok(isMarkdownPath(markdown, 'content'));
  assert.ok(isMarkdownPath(markdown, 'embeds.12.fields.0.value'));
  for (const path of ['embeds.0.url', 'embeds.title', 'embeds.x.title', 'contents', 'embeds.0.fields.0.name']) {
    assert.ok(!isMarkdownPath(markdown, path), path);
  }
});
