import assert from 'node:assert/strict';
import { test } from 'node:test';
import { codeOf, fencedLines, section, tableRows } from './pages.ts';

const page = {
  path: 'a.md',
  text: ['# A', '', '## B', '', '| x | y |', '| --- | --- |', '| `1` | a \\| b |', '', '### C', 'c', '## D', 'd'].join(
    '\n',
  ),
};

test('a section ends at the next heading of its level', () => {
  assert.match(section(page, '## B'), /c$/);
  assert.equal(section(page, '## D').trim(), 'd');
  assert.throws(() => section(page, '## E'), /a\.md has no heading "## E"/);
});

test('a table is read without its head, cell by cell', () => {
  assert.deepEqual(tableRows(section(page, '## B')), [['`1`', 'a | b']]);
  assert.deepEqual(tableRows('no table'), []);
  assert.equal(codeOf('`1`'), '1');
  assert.equal(codeOf('`1` or `2`'), undefined);
});

test('fenced lines are joined where they continue', () => {
  const fence = '```';
  assert.deepEqual(fencedLines(`${fence}sh\na \\\n  b\n\nc\n${fence}\n${fence}js\nd\n${fence}`, 'sh'), ['a b', 'c']);
});
