import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatDate, formatIso, parseTime } from '../../src/domain/date-format.ts';

const early = Date.UTC(2026, 0, 4, 0, 5, 7, 9);
const late = Date.UTC(2026, 10, 21, 13, 45, 59);

test('every letter means what it says', () => {
  assert.equal(
    formatDate(early, 'YYYY YY MMMM MMM MM M DD D dddd ddd HH H hh h mm m ss s SSS A a Z X'),
    '2026 26 January Jan 01 1 04 4 Sunday Sun 00 0 12 12 05 5 07 7 009 AM am +00:00 1767485107',
  );
  assert.equal(formatDate(late, 'dddd, D MMMM YYYY h:mm a'), 'Saturday, 21 November 2026 1:45 pm');
});

test('words in brackets and other signs stay', () => {
  assert.equal(formatDate(late, '[Day] D/M [at] H [h] – ü'), 'Day 21/11 at 13 h – ü');
  assert.equal(formatIso(late), '2026-11-21T13:45:59Z');
});

test('times are read from seconds, milliseconds and ISO 8601', () => {
  const times = [late, late / 1000, String(late), `${late / 1000}`, '2026-11-21T13:45:59Z', '2026-11-21 13:45:59'];
  for (const time of [...times, '2026-11-21T14:45:59+01:00', '2026-11-21T13:45:59', '2026-11-21T14:45:59+0100']) {
    assert.equal(parseTime(time), late, String(time));
  }
  assert.equal(parseTime('2026-11-21'), Date.UTC(2026, 10, 21));
  assert.equal(parseTime(0), 0);
});

test('anything else is no time', () => {
  for (const time of [
    '',
    'soon',
    '21.11.2026',
    '2026-13-01',
    '2026-11-21T25:00',
    Infinity,
    NaN,
    9e15,
    null,
    undefined,
    {},
    true,
  ]) {
    assert.equal(parseTime(time), undefined, JSON.stringify(time));
  }
});
