import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { cutText } from '../../src/discord/answer.ts';
import { createBench } from '../commands/bench.ts';

test('cuts on a character boundary, marks the cut, and closes a block of code', () => {
  assert.equal(cutText('abc', 3), 'abc');
  assert.equal(cutText('abcd', 3), 'ab…');
  assert.equal(cutText('a😀😀', 3), 'a…');
  assert.equal(cutText('```\nabcdefghijkl\n```', 14), '```\nabcde…\n```');
});

test('is never longer than allowed, and never ends within a character or an open block', () => {
  const parts = fc.array(fc.constantFrom('a', '😀', '`', '```', '\n', 'é'), { maxLength: 60 });
  fc.assert(
    fc.property(parts, fc.integer({ min: 12, max: 40 }), (given, limit) => {
      const text = given.join('');
      const cut = cutText(text, limit);
      assert(cut.length <= limit);
      assert(cut.isWellFormed());
      if (text.length > limit) assert.equal(cut.split('```').length % 2, 1);
    }),
  );
});

test('an answer is seen by one member, pings nobody, and brings its buttons and files', async () => {
  const bench = await createBench({
    all: {
      list: [
        {
          name: 'a',
          subcommands: [
            {
              name: 'b',
              execute: async () => ({
                content: `@everyone ${'x'.repeat(3000)}`,
                files: [{ name: 'f.txt', text: 'é' }],
              }),
            },
          ],
        },
      ],
      texts: { locales: [], in: () => (key) => key, own: () => undefined },
    },
  });
  const reply = await bench.run('a b');
  assert.equal(reply.flags, 64);
  assert.deepEqual(reply.allowedMentions, { parse: [] });
  assert.equal(reply.content.length, 2000);
  assert.deepEqual(reply.files, [{ name: 'f.txt', text: 'é' }]);
});
