import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MessageFlags, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startRest } from './start-rest.ts';

const messages = `/channels/${demoIds.general}/messages`;
const ids = (count: number) => Array.from({ length: count }, (_, index) => `${demoIds.ann.slice(0, -3)}${index + 100}`);
const fault = (code: string) => ({ _errors: [{ code }] });
const textDisplay = { type: 10, content: 'text' };

/** What Discord refuses as a fault of the form: the body, and where the fault is. */
const refused: Record<string, { body: unknown; errors: unknown }> = {
  'content of 2,001 characters': {
    body: { content: 'x'.repeat(2001) },
    errors: { content: fault('BASE_TYPE_MAX_LENGTH') },
  },
  'content of 5,000 characters': {
    body: { content: 'x'.repeat(5000) },
    errors: { content: fault('BASE_TYPE_MAX_LENGTH') },
  },
  'content that is a list': { body: { content: ['x'] }, errors: { content: fault('STRING_TYPE_CONVERT') } },
  'flags that are a text': { body: { content: 'x', flags: '4' }, errors: { flags: fault('NUMBER_TYPE_COERCE') } },
  'a nonce of 26 characters': {
    body: { content: 'x', nonce: 'n'.repeat(26) },
    errors: { nonce: fault('BASE_TYPE_MAX_LENGTH') },
  },
  'eleven embeds': {
    body: { embeds: Array.from({ length: 11 }, () => ({ title: 'x' })) },
    errors: { embeds: fault('BASE_TYPE_BAD_LENGTH') },
  },
  '101 users to mention': {
    body: { content: 'x', allowed_mentions: { users: ids(101) } },
    errors: { allowed_mentions: { users: fault('BASE_TYPE_BAD_LENGTH') } },
  },
  'the same user to mention twice': {
    body: { content: 'x', allowed_mentions: { users: [demoIds.ann, demoIds.ann] } },
    errors: { allowed_mentions: { users: fault('SET_TYPE_ALREADY_CONTAINS_VALUE') } },
  },
  'all users and some users': {
    body: { content: 'x', allowed_mentions: { parse: ['users'], users: [demoIds.ann] } },
    errors: { allowed_mentions: fault('MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE') },
  },
  'all roles and some roles': {
    body: { content: 'x', allowed_mentions: { parse: ['roles'], roles: [demoIds.roles.onCall] } },
    errors: { allowed_mentions: fault('MESSAGE_ALLOWED_MENTIONS_PARSE_EXCLUSIVE') },
  },
  'an unknown kind of mention': {
    body: { content: 'x', allowed_mentions: { parse: ['here'] } },
    errors: { allowed_mentions: { parse: { 0: fault('BASE_TYPE_CHOICES') } } },
  },
  'components V2 together with content': {
    body: { content: 'x', flags: MessageFlags.IsComponentsV2, components: [textDisplay] },
    errors: { content: fault('MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2') },
  },
  'a button without a style': {
    body: { content: 'x', components: [{ type: 1, components: [{ type: 2, custom_id: 'a', label: 'A' }] }] },
    errors: { components: { 0: fault('BASE_TYPE_CHOICES') } },
  },
};

for (const [what, { body, errors }] of Object.entries(refused)) {
  test(`refused: ${what}`, async (t) => {
    const { call, world, events } = await startRest(t);
    const answer = await call('POST', messages, { body });
    assert.equal(answer.status, 400);
    const expected = { code: Code.InvalidFormBodyOrContentType, message: 'Invalid Form Body', errors };
    assert.partialDeepStrictEqual(answer.body, expected);
    assert.deepEqual(world.ledger, []);
    assert.deepEqual(events, []);
  });
}

test('every fault is named at once', async (t) => {
  const { call } = await startRest(t);
  const body = { content: 'x'.repeat(2001), embeds: [{ title: 'x', url: 'ftp://a.example' }] };
  assert.partialDeepStrictEqual((await call('POST', messages, { body })).body, {
    errors: {
      content: fault('BASE_TYPE_MAX_LENGTH'),
      embeds: { 0: { url: fault('URL_TYPE_INVALID_SCHEME') } },
    },
  });
});

/** What is at the limit, and passes. */
const accepted: Record<string, unknown> = {
  'content of 2,000 characters': { content: 'x'.repeat(2000) },
  'ten embeds': { embeds: Array.from({ length: 10 }, () => ({ title: 'x' })) },
  'a nonce of 25 characters': { content: 'x', nonce: 'n'.repeat(25), enforce_nonce: true },
  '100 users and 100 roles to mention': { content: 'x', allowed_mentions: { users: ids(100), roles: ids(100) } },
  'keys that Discord does not know': { content: 'x', communicationDisabledUntil: null, whatever: 1 },
  'a time with an offset': { embeds: [{ title: 'x', timestamp: '2026-01-01T00:00:00+02:00' }] },
  'components V2': { flags: MessageFlags.IsComponentsV2, components: [textDisplay] },
};

for (const [what, body] of Object.entries(accepted)) {
  test(`accepted: ${what}`, async (t) => {
    const { call, world } = await startRest(t);
    const answer = await call('POST', messages, { body });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(world.ledger.length, 1);
  });
}

test('a message that would show nothing is refused, also by an edit', async (t) => {
  const { call, world } = await startRest(t);
  for (const body of [{}, { content: '' }, { content: ' \n ' }, { content: null, embeds: [] }]) {
    const { status, body: answer } = await call('POST', messages, { body });
    assert.equal(status, 400, JSON.stringify(body));
    assert.partialDeepStrictEqual(answer, { code: Code.CannotSendAnEmptyMessage });
  }
  await call('POST', messages, { body: { content: 'something' } });
  const id = world.ledger[0]?.messageId;
  const edit = await call('PATCH', `${messages}/${id}`, { body: { content: '' } });
  assert.partialDeepStrictEqual(edit.body, { code: Code.CannotSendAnEmptyMessage });
});
