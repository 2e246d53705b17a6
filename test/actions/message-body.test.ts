import assert from 'node:assert/strict';
import { test } from 'node:test';
import { buildEdit, buildMessage, hasSomething, type MessageInput } from '../../src/actions/message-body.ts';
import { AppError } from '../../src/errors.ts';

const noted = (build: typeof buildMessage, input: MessageInput) => {
  const notes: string[] = [];
  return { body: build(input, (text) => void notes.push(text)), notes };
};

const refuses = (build: typeof buildMessage, input: MessageInput) =>
  assert.throws(
    () => noted(build, input),
    (error) => error instanceof AppError && error.code === 'invalid-action' && /Nothing is left/.test(error.detail),
  );

test('content is trimmed and cut with a note', () => {
  assert.deepEqual(noted(buildMessage, { content: ' a ' }), { body: { content: 'a' }, notes: [] });
  const { body, notes } = noted(buildMessage, { content: '👍'.repeat(1_001) });
  assert.deepEqual(body, { content: `${'👍'.repeat(999)}…` });
  assert.deepEqual(notes, ['content was cut to 2000 characters, the most that Discord takes.']);
});

test('a message may be embeds alone', () => {
  assert.deepEqual(noted(buildMessage, { embeds: [{ title: 't' }] }).body, { embeds: [{ title: 't' }] });
  assert.deepEqual(noted(buildMessage, { content: '', embeds: [{ title: 't' }] }).body, {
    content: '',
    embeds: [{ title: 't' }],
  });
});

test('nothing left to show is refused, also when limits or faults took it away', () => {
  for (const build of [buildMessage, buildEdit]) {
    refuses(build, { content: ' \n' });
    refuses(build, { content: '', embeds: [] });
    refuses(build, { embeds: [{ color: 'red' }, { title: ' ' }] });
  }
  refuses(buildMessage, { embeds: [] });
});

test('an edit may take embeds away or change one of the two', () => {
  assert.deepEqual(noted(buildEdit, { embeds: [] }).body, { embeds: [] });
  assert.deepEqual(noted(buildEdit, { content: 'a' }).body, { content: 'a' });
  assert.deepEqual(noted(buildEdit, { content: 'a', embeds: [] }).body, { content: 'a', embeds: [] });
});

test('something is a text or an embed', () => {
  assert.ok(hasSomething({ content: 'a' }) && hasSomething({ embeds: [{}] }));
  assert.ok(!hasSomething({}) && !hasSomething({ content: ' ', embeds: [] }));
});
