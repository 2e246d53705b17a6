import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findPlaces } from '../../src/domain/place.ts';

const placesIn = (text: string) => findPlaces(text.split('X'));

test('each token is seen where it stands', () => {
  const expected = 'text code mention mention markup markup markup markup text';
  assert.deepEqual(placesIn('X `X` <@X> <#1X> <t:X:R> <a:n:X> </c x:X> <id:X> X').join(' '), expected);
});

test('mentions that the author did not close are none', () => {
  assert.deepEqual(placesIn('<@X <@ X> <@aX> <@X'), ['text', 'text', 'text', 'text']);
});

test('code closes with as many backticks as it opened with; a block with three or more', () => {
  assert.deepEqual(placesIn('``X`X``X'), ['code', 'code', 'text']);
  assert.deepEqual(placesIn('```X```` X'), ['code', 'text']);
  assert.deepEqual(placesIn('\\`X\\` `X` X'), ['text', 'code', 'text']);
  assert.deepEqual(placesIn('`<@X>`'), ['code']);
  assert.deepEqual(placesIn('X ` X'), ['text', 'open-code']);
});
