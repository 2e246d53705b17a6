import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermissionFlagsBits, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { postMessage, setOverwrites } from '../../src/sandbox/mutations.ts';
import { makeOverwrite } from '../../src/sandbox/shapes.ts';
import { startRest, type StartedRest } from './start-rest.ts';

const messages = `/channels/${demoIds.general}/messages`;
const send = ({ call }: StartedRest, body: unknown, path = messages) => call('POST', path, { body });

test('an answer to a message', async (t) => {
  const started = await startRest(t);
  const { world } = started;
  const ann = world.users.get(demoIds.ann);
  assert.ok(ann);
  const question = postMessage(world, { channelId: demoIds.general, author: ann, content: 'question' });
  const reply = { content: 'answer', message_reference: { message_id: question.id } };
  const { body } = await send(started, reply);
  assert.partialDeepStrictEqual(body, {
    type: 19,
    message_reference: { message_id: question.id, channel_id: demoIds.general, guild_id: demoIds.guild },
    referenced_message: { content: 'question' },
  });
  const unknown = { content: 'x', message_reference: { message_id: '1' } };
  assert.partialDeepStrictEqual((await send(started, unknown)).body, {
    code: Code.InvalidFormBodyOrContentType,
    errors: { message_reference: { _errors: [{ code: 'MESSAGE_REFERENCE_UNKNOWN_MESSAGE' }] } },
  });
  const lenient = { content: 'x', message_reference: { message_id: '1', fail_if_not_exists: false } };
  assert.partialDeepStrictEqual((await send(started, lenient)).body, { type: 0 });
  assert.equal((await send(started, reply, `/channels/${demoIds.alerts}/messages`)).status, 400);
  const astray = { content: 'x', message_reference: { message_id: question.id, channel_id: demoIds.alerts } };
  assert.equal((await send(started, astray)).status, 400);
});

test('answering needs Read Message History', async (t) => {
  const started = await startRest(t);
  const { world } = started;
  const { id } = postMessage(world, { channelId: demoIds.general, author: world.bot, content: 'question' });
  const deny = PermissionFlagsBits.ReadMessageHistory;
  const overwrites = [makeOverwrite({ id: demoIds.roles.everyone, deny })];
  setOverwrites(world, { channelId: demoIds.general, overwrites });
  const { status, body } = await send(started, { content: 'x', message_reference: { message_id: id } });
  assert.equal(status, 403);
  assert.partialDeepStrictEqual(body, { code: Code.CannotReplyWithoutPermissionToReadMessageHistory });
});
