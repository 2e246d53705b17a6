import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embeds } from '../../src/actions/embed-schema.ts';

test('numbers and booleans may stand where texts belong, and a picture may be its address', () => {
  const parsed = embeds.parse([
    {
      title: 5,
      color: 255,
      timestamp: null,
      image: 'a',
      thumbnail: { url: 'b' },
      fields: [{ name: 1, value: false, inline: true }],
    },
  ]);
  assert.deepEqual(parsed, [
    {
      title: '5',
      color: '255',
      timestamp: '',
      image: 'a',
      thumbnail: 'b',
      fields: [{ name: '1', value: 'false', inline: 'true' }],
    },
  ]);
});

test('what no embed has is refused at every depth', () => {
  const unknown = { x: 1 };
  const wrong = [
    unknown,
    { footer: unknown },
    { author: unknown },
    { image: { url: 'a', ...unknown } },
    { fields: [{ name: 'a', value: 'b', ...unknown }] },
  ];
  for (const embed of [...wrong, { fields: [{ name: 'a' }] }, { fields: {} }, 'x']) {
    assert.ok(!embeds.safeParse([embed]).success, JSON.stringify(embed));
  }
});
