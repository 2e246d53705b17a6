import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { embeds } from '../../src/actions/embed-schema.ts';
import { buildEmbeds } from '../../src/actions/embeds.ts';
import type { JsonObject } from '../../src/domain/json.ts';

const build = (...given: JsonObject[]) => {
  const notes: string[] = [];
  return { built: buildEmbeds(embeds.parse(given), (text) => void notes.push(text)), notes };
};

/** The characters that Discord counts towards 6,000, over all embeds. */
const counted = (built: JsonObject[]): number => {
  const textsOf = (json: unknown): string[] => {
    if (typeof json !== 'object' || json === null) return [];
    return Object.entries(json).flatMap(([name, value]) =>
      typeof value === 'string' ? (/^(title|description|name|value|text)$/.test(name) ? [value] : []) : textsOf(value),
    );
  };
  return textsOf(built).join('').length;
};

test('a complete embed goes as Discord wants it', () => {
  const { built, notes } = build({
    title: ' Up ',
    description: 'd',
    url: 'https://x.test/a',
    timestamp: '2026-11-21T14:50:00+01:00',
    color: '#e01e5a',
    footer: { text: 'f', icon_url: 'https://x.test/f.png' },
    image: { url: 'https://x.test/i.png' },
    thumbnail: 'https://x.test/t.png',
    author: { name: 'a', url: 'https://x.test', icon_url: 'https://x.test/a.png' },
    fields: [
      { name: 'n', value: 'v', inline: 'true' },
      { name: 'm', value: 7, inline: false },
      { name: 'o', value: 'w' },
    ],
  });
  assert.deepEqual(built, [
    {
      title: 'Up',
      description: 'd',
      url: 'https://x.test/a',
      timestamp: '2026-11-21T13:50:00.000Z',
      color: 0xe01e5a,
      footer: { text: 'f', icon_url: 'https://x.test/f.png' },
      image: { url: 'https://x.test/i.png' },
      thumbnail: { url: 'https://x.test/t.png' },
      author: { name: 'a', url: 'https://x.test/', icon_url: 'https://x.test/a.png' },
      fields: [
        { name: 'n', value: 'v', inline: true },
        { name: 'm', value: '7', inline: false },
        { name: 'o', value: 'w' },
      ],
    },
  ]);
  assert.deepEqual(notes, []);
});

describe('what Discord would refuse is left out with a note', () => {
  test('bad addresses, colours, times and switches', () => {
    const { built, notes } = build({
      title: 't',
      url: 'javascript:1',
      image: 'http://localhost/x',
      thumbnail: { url: '<icon>' },
      color: 'purplish',
      timestamp: 'soon',
      author: { name: 'a', icon_url: 'x' },
      footer: { text: 'f', icon_url: 'x' },
      fields: [{ name: 'n', value: 'v', inline: 'maybe' }],
    });
    assert.deepEqual(built, [
      { title: 't', author: { name: 'a' }, footer: { text: 'f' }, fields: [{ name: 'n', value: 'v' }] },
    ]);
    const places = [
      'fields[0].inline',
      'image.url',
      'thumbnail.url',
      'url',
      'color',
      'timestamp',
      'author.icon_url',
      'footer.icon_url',
    ];
    assert.deepEqual(
      notes.map((note) => note.split(' ')[0]),
      places.map((place) => `embeds[0].${place}`),
    );
  });

  test('fields without a name or value, and embeds without anything', () => {
    const { built, notes } = build(
      {
        title: 't',
        fields: [
          { name: ' ', value: 'v' },
          { name: 'n', value: null },
          { name: 'n', value: '\u200b' },
        ],
      },
      { color: 'red', url: 'https://x.test', author: { icon_url: 'https://x.test/a.png' } },
    );
    assert.deepEqual(built, [{ title: 't', fields: [{ name: 'n', value: '\u200b' }] }]);
    assert.deepEqual(notes, [
      'embeds[0].fields[0] was left out: its name is empty.',
      'embeds[0].fields[1] was left out: its value is empty.',
      'embeds[1] was left out: nothing in it is to be shown.',
    ]);
  });

  test('what is simply empty goes without a note', () => {
    assert.deepEqual(build({ title: 't', url: '', image: null, color: ' ', timestamp: '', footer: { text: '' } }), {
      built: [{ title: 't' }],
      notes: [],
    });
  });
});

describe('limits', () => {
  test('each text is cut to its own', () => {
    const long = 'x'.repeat(5_000);
    const { built, notes } = build(
      { title: long, author: { name: long }, footer: { text: long } },
      { fields: [{ name: long, value: long }] },
    );
    assert.deepEqual(built, [
      {
        title: `${'x'.repeat(255)}…`,
        author: { name: `${'x'.repeat(255)}…` },
        footer: { text: `${'x'.repeat(2_047)}…` },
      },
      { fields: [{ name: `${'x'.repeat(255)}…`, value: `${'x'.repeat(1_023)}…` }] },
    ]);
    assert.equal(notes.length, 5);
    assert.match(notes[0] ?? '', /^embeds\[0\]\.title was cut to 256 characters/);
  });

  test('all embeds together have 6,000 characters', () => {
    const long = 'x'.repeat(4_096);
    const { built, notes } = build(
      { description: long },
      { description: long, fields: [{ name: 'n', value: 'v' }] },
      { title: 't' },
    );
    assert.equal(counted(built), 6_000);
    assert.deepEqual(
      built.map((embed) => Object.keys(embed)),
      [['description'], ['description']],
    );
    assert.match(
      notes.join('\n'),
      /embeds\[1\]\.description was cut to 1904 .*\n.*fields\[0\] was left out.*\n.*\n.*embeds\[2\] was left out/,
    );
  });

  test('fields are never half of a pair, however little is left', () => {
    for (const left of [0, 1, 2, 3]) {
      const { built } = build(
        { description: 'x'.repeat(4_096) },
        { description: 'x'.repeat(1_904 - left), fields: [{ name: 'name', value: 'value' }] },
      );
      assert.ok(counted(built) <= 6_000);
      assert.equal('fields' in (built[1] ?? {}), left >= 2, String(left));
    }
  });

  test('there are ten embeds and 25 fields', () => {
    const fields = Array.from({ length: 30 }, (_, index) => ({ name: 'n', value: index }));
    const { built, notes } = build({ fields }, ...Array.from({ length: 11 }, () => ({ title: 't' })));
    assert.equal(built.length, 10);
    assert.ok(Array.isArray(built[0]?.['fields']) && built[0]['fields'].length === 25);
    assert.equal(notes.length, 2);
  });
});
