import assert from 'node:assert/strict';
import { test } from 'node:test';
import { embedFaults, toEmbed } from '../../src/sandbox/embed-rules.ts';

const where = (embeds: Parameters<typeof embedFaults>[0]) =>
  embedFaults(embeds).map(({ path, code }) => `${path.join('.')} ${code}`);

test('URLs', () => {
  const cases: [string, string[]][] = [
    ['https://example.com/a', []],
    ['http://127.0.0.1/a', []],
    ['http://localhost/a', ['embeds.0.url URL_TYPE_INVALID_URL']],
    ['example.com', ['embeds.0.url URL_TYPE_INVALID_URL']],
    ['javascript:alert(1)', ['embeds.0.url URL_TYPE_INVALID_SCHEME']],
    ['attachment://a.png', ['embeds.0.url URL_TYPE_INVALID_SCHEME']],
  ];
  for (const [url, faults] of cases) assert.deepEqual(where([{ title: 'x', url }]), faults, url);
  const url = 'attachment://a.png';
  assert.deepEqual(where([{ image: { url }, thumbnail: { url }, footer: { text: 'f', icon_url: url } }]), []);
  assert.deepEqual(where([{ author: { name: 'a', url, icon_url: url } }]), [
    'embeds.0.author.url URL_TYPE_INVALID_SCHEME',
  ]);
});

test('empty parts', () => {
  assert.deepEqual(where([{ title: 'x' }, {}, { color: 1 }]), [
    'embeds.1.description BASE_TYPE_REQUIRED',
    'embeds.2.description BASE_TYPE_REQUIRED',
  ]);
  assert.deepEqual(where([{ title: 'x', author: { name: ' ' }, fields: [{ name: ' ', value: '' }] }]), [
    'embeds.0.author.name BASE_TYPE_REQUIRED',
    'embeds.0.fields.0.name BASE_TYPE_REQUIRED',
    'embeds.0.fields.0.value BASE_TYPE_REQUIRED',
  ]);
});

test('6,000 characters over all embeds, everything counted', () => {
  const long = (count: number) => 'x'.repeat(count);
  const full = {
    title: long(200),
    description: long(3000),
    author: { name: long(100) },
    footer: { text: long(700) },
    fields: [{ name: long(1000), value: long(999) }],
  };
  assert.deepEqual(where([full, { title: 'x' }]), []);
  assert.deepEqual(where([full, { title: 'xy' }]), ['embeds MAX_EMBED_SIZE_EXCEEDED']);
});

test('an embed is stored trimmed and without what is not there', () => {
  const given = {
    title: ' t ',
    description: null,
    color: 0,
    author: { name: ' a ', icon_url: null },
    fields: [{ name: ' n ', value: ' v ' }],
    image: { url: 'https://example.com/a.png' },
  };
  assert.deepEqual(toEmbed(given), {
    type: 'rich',
    title: 't',
    color: 0,
    author: { name: 'a' },
    fields: [{ name: 'n', value: 'v', inline: false }],
    image: { url: 'https://example.com/a.png', width: 0, height: 0 },
  });
});
