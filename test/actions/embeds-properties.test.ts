import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { embeds } from '../../src/actions/embed-schema.ts';
import { buildMessage } from '../../src/actions/message-body.ts';
import { embedFaults } from '../../src/sandbox/embed-rules.ts';
import { AppError } from '../../src/errors.ts';

const text = fc.oneof(
  fc.constantFrom(
    '',
    ' ',
    'x',
    '\u200b',
    'https://x.test/a',
    'http://localhost',
    'red',
    '5',
    'true',
    '\\',
    '👩‍👩‍👧‍👦',
    '\ud83d',
  ),
  fc.nat({ max: 5_000 }).map((length) => 'x\\*'.repeat(length).slice(0, length)),
  fc.string({ unit: 'grapheme' }),
  fc.constant(null),
  fc.integer(),
);
const some = { requiredKeys: [] };
const embed = fc.record(
  {
    title: text,
    description: text,
    url: text,
    timestamp: text,
    color: text,
    footer: fc.record({ text, icon_url: text }, some),
    image: fc.oneof(text, fc.record({ url: text })),
    thumbnail: fc.oneof(text, fc.record({ url: text })),
    author: fc.record({ name: text, url: text, icon_url: text }, some),
    fields: fc.array(fc.record({ name: text, value: text, inline: text }), { maxLength: 30 }),
  },
  some,
);

test('whatever embeds are given, Discord takes what is sent, or nothing is left', () => {
  let sent = 0;
  fc.assert(
    fc.property(text, fc.array(embed, { maxLength: 12 }), (content, given) => {
      const notes: string[] = [];
      try {
        const body = buildMessage(
          { content: String(content ?? ''), embeds: embeds.parse(given) },
          (note) => void notes.push(note),
        );
        assert.deepEqual(embedFaults(body.embeds ?? []), []);
        assert.ok((body.embeds ?? []).length <= 10 && (body.content ?? '').length <= 2_000);
        assert.ok(JSON.stringify(body).isWellFormed());
        sent += 1;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        assert.equal(error.code, 'invalid-action');
      }
    }),
    { numRuns: 300 },
  );
  assert.ok(sent > 100);
});
