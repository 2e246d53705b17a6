import assert from 'node:assert/strict';
import { test } from 'node:test';
import { askedPage, pageAnswer } from '../../commands/pages.ts';
import { texts } from '../../commands/texts.ts';
import { createFakeClock } from '../fake-clock.ts';

const context = { clock: createFakeClock(), text: texts.in('en') };

const pageOf = (count: number, page: number) => {
  const items = Array.from({ length: count }, (_, index) => index);
  const about = { command: 'webhook', subcommand: 'list', userId: '1', heading: 'H' };
  const { content, components } = pageAnswer({ ...about, items, page, line: (item) => `#${item}` }, context);
  const buttons = (components?.[0]?.components ?? []).map((button) => 'disabled' in button && button.disabled);
  return { lines: content.split('\n'), buttons };
};

test('one page has no buttons', () => {
  assert.deepEqual(pageOf(2, 0), { lines: ['H', '#0', '#1'], buttons: [] });
  assert.equal(pageOf(10, 0).lines.length, 11);
});

test('the first and last page lead only inwards', () => {
  assert.deepEqual(pageOf(21, 0).buttons, [true, false]);
  assert.deepEqual(pageOf(21, 1).buttons, [false, false]);
  assert.deepEqual(pageOf(21, 2), { lines: ['H', '#20', 'Page 3 of 3'], buttons: [false, true] });
});

test('a page that is gone becomes the last', () => {
  assert.deepEqual(pageOf(21, 9).lines, ['H', '#20', 'Page 3 of 3']);
});

test('reads the page that a button asks for', () => {
  assert.equal(askedPage(['3']), 3);
  for (const args of [[], ['none'], ['-1'], ['1e9'], ['99999']]) assert.equal(askedPage(args), 0);
});
