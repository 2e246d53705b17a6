import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutMarkdown, cutText } from '../../src/domain/limits.ts';

test('a text that fits stays', () => {
  assert.deepEqual(cutText('abc', 3), { text: 'abc', cut: false });
  assert.deepEqual(cutText('', 0), { text: '', cut: false });
});

test('a longer one ends with an ellipsis', () => {
  assert.deepEqual(cutText('abcd', 3), { text: 'ab…', cut: true });
  assert.deepEqual(cutText('abcd', 1), { text: '…', cut: true });
  assert.deepEqual(cutText('abcd', 0), { text: '', cut: true });
});

test('no character as people see it is cut through', () => {
  assert.equal(cutText('ab👩‍👩‍👧‍👦cd', 8).text, 'ab…');
  assert.equal(cutText('ab👩‍👩‍👧‍👦cd', 14).text, 'ab👩‍👩‍👧‍👦…');
  assert.equal(cutText('ae\u0301x', 3).text, 'a…');
  assert.equal(cutText('🇩🇪🇫🇷', 7).text, '🇩🇪…');
  assert.equal(cutText('a\r\nbc', 3).text, 'a…');
  assert.equal(cutText('👍🏽x', 4).text, '…');
});

test('stacked marks without end are cut between code points', () => {
  const stacked = `a${'\u0301'.repeat(5_000)}`;
  assert.deepEqual(cutText(stacked, 2_000), { text: `${stacked.slice(0, 1_999)}…`, cut: true });
  const pairs = `a${'\u{1d167}'.repeat(3_000)}`;
  assert.equal(cutText(pairs, 2_001).text.length, 2_000);
  assert.ok(cutText(pairs, 2_001).text.isWellFormed());
});

test('lone surrogates are replaced', () => {
  assert.equal(cutText('a\ud83d', 5).text, 'a\ufffd');
  assert.equal(cutText('a\udc4dbcd', 4).text, 'a\ufffdb…');
});

test('for any text: never longer, always well-formed, a beginning of it', () => {
  const unit = fc.oneof(
    fc.string({ unit: 'grapheme' }),
    fc.string({ unit: 'binary' }),
    fc.constantFrom('👩‍👩‍👧‍👦', '\ud83d', '\u0301'),
  );
  const text = fc.array(unit).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, fc.nat({ max: 40 }), (written, max) => {
      const { text: kept, cut } = cutText(written, max);
      assert.ok(kept.length <= max && kept.isWellFormed());
      assert.equal(cut, written.length > max);
      const start = cut ? kept.slice(0, -1) : kept;
      assert.equal(start, written.slice(0, start.length).toWellFormed());
    }),
  );
});

test('a megabyte is cut', () => {
  for (const unit of ['a', '👩‍👩‍👧‍👦', '\u0301', '\ud83d', '🇩', '\u200d']) {
    assert.ok(cutText(unit.repeat(1_000_000 / unit.length), 2_000).text.length <= 2_000);
  }
});

test('markdown is not cut between a backslash and what it escapes', () => {
  assert.equal(cutMarkdown(String.raw`ab\*cd`, 4).text, 'ab…');
  assert.equal(cutMarkdown(String.raw`a\\*cd`, 4).text, 'a\\\\…');
  assert.equal(cutMarkdown(String.raw`ab\*cd`, 5).text, 'ab\\*…');
  assert.deepEqual(cutMarkdown('ab\\', 3), { text: 'ab\\', cut: false });
});
