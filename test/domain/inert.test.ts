import assert from 'node:assert/strict';
import { test } from 'node:test';
import { advance, atLineStart, makeInert, midLine, seam } from '../../src/domain/inert.ts';

test('the edge after a text says what could follow from it', () => {
  assert.deepEqual(advance(atLineStart, 'Hello <@12'), { carry: '<@12', lineStart: false, url: false, escaped: false });
  assert.deepEqual(advance(midLine, 'a\n> '), atLineStart);
  assert.deepEqual(advance(midLine, ' https://x.test/'), { carry: '', lineStart: false, url: true, escaped: false });
  assert.equal(advance(advance(midLine, ' https://x.test'), '/a b').url, false);
  assert.equal(advance(advance(midLine, '\\'), '\\').escaped, false);
  assert.equal(advance(atLineStart, 'x'), midLine);
  assert.equal(advance(midLine, ''), midLine);
});

test('a seam is broken only where both sides together open something', () => {
  assert.equal(seam(advance(midLine, '@every'), 'one'), '\u200b');
  assert.equal(seam(advance(midLine, '@every'), 'body'), '');
  assert.equal(seam(advance(midLine, '<@12'), '>'), '');
  assert.equal(seam(midLine, 'one'), '');
});

test('what was added tells the next edge', () => {
  const { shown, edge } = makeInert({ text: '*a*\n', edge: midLine, place: 'text', markdown: true });
  assert.equal(shown, '\\*a\\*\n');
  assert.equal(edge, atLineStart);
  assert.equal(makeInert({ text: 'a', edge: atLineStart, place: 'text', markdown: true }).edge, midLine);
});
