import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTexts } from '../../src/discord/texts.ts';

const texts = createTexts({
  en: {
    hello: 'Hello {{name}}',
    only: 'English',
    apple_one: '{{count}} apple',
    apple_other: '{{count}} apples',
    deep: { er: 'x' },
  },
  de: { hello: 'Hallo {{name}}', apple_one: '{{count}} Apfel', apple_other: '{{count}} Äpfel' },
});

test('speaks a member’s language, and English where it lacks a text or the whole language', () => {
  assert.equal(texts.in('de')('hello', { name: 'Ann' }), 'Hallo Ann');
  assert.equal(texts.in('de')('only'), 'English');
  assert.equal(texts.in('fr')('hello', { name: 'Ann' }), 'Hello Ann');
  assert.equal(texts.in('en-GB')('deep.er'), 'x');
});

test('counts as the language does', () => {
  const [one, many] = [1, 2].map((count) => texts.in('de')('apple', { count }));
  assert.deepEqual([one, many], ['1 Apfel', '2 Äpfel']);
});

test('a value is never expanded, escaped, or taken for a key', () => {
  for (const name of ['{{name}}', '$t(only)', '$1 $& $`', '<b>&amp;</b>', 'a.b:c', '{{- x}}']) {
    assert.equal(texts.in('en')('hello', { name }), `Hello ${name}`);
  }
});

test('tells which languages there are beside English, and what they have of their own', () => {
  assert.deepEqual(texts.locales, ['de']);
  assert.equal(texts.own('de', 'hello'), 'Hallo {{name}}');
  assert.equal(texts.own('de', 'only'), undefined);
  assert.equal(texts.own('en', 'deep.er'), 'x');
});
