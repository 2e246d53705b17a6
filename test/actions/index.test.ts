import assert from 'node:assert/strict';
import { test } from 'node:test';
import { actionKinds, checkDraft, findAction, parseFields } from '../../src/actions/index.ts';
import { AppError } from '../../src/errors.ts';

test('the kinds of step 1 are there', () => {
  const names = ['send-message', 'send-dm', 'edit-message', 'delete-message', 'add-role', 'remove-role'];
  assert.deepEqual(
    actionKinds.map(({ kind }) => kind),
    names,
  );
  assert.deepEqual(
    names.map((name) => findAction(name)?.kind),
    names,
  );
});

test('a draft is refused for what can never be right, all of it at once', () => {
  assert.deepEqual(
    checkDraft({ kind: 'send-massage' }).map(({ path }) => path),
    ['kind'],
  );
  const faults = checkDraft({ kind: 'send-message', id: 'one', chanel: 'x', embeds: [{ titel: 't' }] });
  assert.deepEqual(faults, [
    { path: 'channel', message: 'is required' },
    { path: 'embeds[0].titel', message: 'is not a field of this action' },
    { path: 'chanel', message: 'is not a field of this action' },
  ]);
  assert.deepEqual(checkDraft({ kind: 'send-message', channel: 'x' }), [
    { path: 'content', message: 'must not be empty, unless there are embeds' },
  ]);
  assert.deepEqual(
    checkDraft({ kind: 'edit-message', channel: 'x', message: 'no id', content: 'a' }).map(({ path }) => path),
    ['message'],
  );
  assert.deepEqual(
    checkDraft({ kind: 'send-message', channel: 'x', content: () => 1 }).map(({ path }) => path),
    ['content'],
  );
});

test('and kept when values can make it right', () => {
  assert.deepEqual(checkDraft({ kind: 'edit-message', id: 'a', channel: '<c>', message: '{m}', content: '<t>' }), []);
  assert.deepEqual(checkDraft({ kind: 'add-role', member: '<@<user_id>>', role: '<role|default:"x">' }), []);
});

test('filled fields come out as the kind takes them, or with every fault', () => {
  assert.deepEqual(parseFields('add-role', { member: ' <@1>', role: 'x', reason: null }), {
    member: '<@1>',
    role: 'x',
    reason: {},
  });
  assert.throws(
    () => parseFields('add-role', { member: '', role: [] }),
    (error) =>
      error instanceof AppError &&
      error.code === 'invalid-action' &&
      error.detail.includes('add-role') &&
      error.faults?.map(({ path }) => path).join() === 'member,role',
  );
  assert.throws(
    () => parseFields('explode', {}),
    (error) => error instanceof AppError && error.code === 'invalid-action' && error.detail.includes('"explode"'),
  );
});
