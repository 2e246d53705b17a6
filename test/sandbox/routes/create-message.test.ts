import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ChannelType, GatewayDispatchEvents as Event, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { deleteChannel, removeMember } from '../../../src/sandbox/mutations.ts';
import { fieldIn, startRest, textIn, type StartedRest } from '../start-rest.ts';

const messages = `/channels/${demoIds.general}/messages`;
const send = ({ call }: StartedRest, body: unknown, path = messages) => call('POST', path, { body });

test('a message appears, the gateway tells of it and the ledger knows it', async (t) => {
  const started = await startRest(t);
  const { world, events, guild } = started;
  const { status, body } = await send(started, { content: ' hello ', nonce: '1' });
  assert.equal(status, 200);
  assert.partialDeepStrictEqual(body, { content: 'hello', channel_id: demoIds.general, nonce: '1' });
  const id = textIn(body, 'id');
  assert.equal(world.messages.get(demoIds.general)?.[0]?.id, id);
  assert.partialDeepStrictEqual(guild.channels.get(demoIds.general), { last_message_id: id });
  assert.equal(events.length, 1);
  assert.equal(events[0]?.guildId, demoIds.guild);
  assert.partialDeepStrictEqual(events[0], {
    type: Event.MessageCreate,
    data: { id, guild_id: demoIds.guild, nonce: '1', member: { roles: [demoIds.roles.bot] } },
  });
  assert.deepEqual(world.ledger, [
    {
      at: world.now(),
      method: 'POST',
      path: messages,
      target: demoIds.general,
      effect: 'message-created',
      messageId: id,
      content: 'hello',
      nonce: '1',
    },
  ]);
});

test('enforce_nonce: the earlier message is given and none is made', async (t) => {
  const started = await startRest(t);
  const { world, clock, events } = started;
  const body = { content: 'once', nonce: 'n', enforce_nonce: true };
  const first = await send(started, body);
  clock.advance(240_000);
  const second = await send(started, { ...body, content: 'other' });
  assert.deepEqual(second, { ...second, status: 200, body: first.body });
  assert.equal(world.ledger.length, 1);
  assert.equal(events.length, 1);
  const answers = [
    await send(started, { content: 'not enforced', nonce: 'n' }),
    await send(started, body, `/channels/${demoIds.alerts}/messages`),
    await send(started, { ...body, nonce: 'other' }),
  ];
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  );
  assert.equal(world.ledger.length, 4);
});

test('enforce_nonce: forgotten after a few minutes, and 10008 when the message is gone', async (t) => {
  const started = await startRest(t);
  const { call, world, clock } = started;
  const body = { content: 'once', nonce: 7, enforce_nonce: true };
  const id = textIn((await send(started, body)).body, 'id');
  await call('DELETE', `${messages}/${id}`);
  const gone = await send(started, body);
  assert.equal(gone.status, 404);
  assert.partialDeepStrictEqual(gone.body, { code: Code.UnknownMessage });
  clock.advance(300_000);
  assert.equal((await send(started, { ...body, nonce: 8 })).status, 200);
  assert.equal(world.nonces.size, 1);
  assert.equal((await send(started, body)).status, 200);
  assert.deepEqual(
    world.ledger.map(({ effect }) => effect),
    ['message-created', 'message-deleted', 'message-created', 'message-created'],
  );
});

test('the nonce is kept nowhere', async (t) => {
  const started = await startRest(t);
  const id = textIn((await send(started, { content: 'x', nonce: 'n', enforce_nonce: true })).body, 'id');
  const { body } = await started.call('GET', `${messages}/${id}`);
  assert.partialDeepStrictEqual(body, { id });
  assert.equal(fieldIn(body, 'nonce'), undefined);
});

test('a channel that takes no messages', async (t) => {
  const started = await startRest(t);
  for (const id of [demoIds.category, demoIds.support]) {
    const { status, body } = await send(started, { content: 'x' }, `/channels/${id}/messages`);
    assert.equal(status, 400);
    assert.partialDeepStrictEqual(body, { code: Code.CannotSendMessagesInNonTextChannel });
  }
  for (const id of [demoIds.announcements, demoIds.voice, demoIds.thread]) {
    assert.equal((await send(started, { content: 'x' }, `/channels/${id}/messages`)).status, 200, id);
  }
});

test('a channel that is not there, or no more', async (t) => {
  const started = await startRest(t);
  const isUnknown = async (path: string) => {
    const { status, body } = await send(started, { content: 'x' }, path);
    assert.equal(status, 404);
    assert.partialDeepStrictEqual(body, { code: Code.UnknownChannel });
  };
  await isUnknown('/channels/1456000000000000999/messages');
  deleteChannel(started.world, demoIds.general);
  await isUnknown(messages);
  await isUnknown(`/channels/${demoIds.thread}/messages`);
});

test('direct messages: told with their kind of channel; refused when closed or without a common guild', async (t) => {
  const started = await startRest(t);
  const { call, world, events } = started;
  const opened = await call('POST', '/users/@me/channels', { body: { recipient_id: demoIds.ann } });
  const channelId = textIn(opened.body, 'id');
  const path = `/channels/${channelId}/messages`;
  assert.equal((await send(started, { content: 'psst' }, path)).status, 200);
  assert.partialDeepStrictEqual(events[0], { type: Event.MessageCreate, data: { channel_type: ChannelType.DM } });
  assert.equal(events[0]?.guildId, undefined);

  const dm = world.dms.get(channelId);
  assert.ok(dm);
  dm.closed = true;
  const closed = await send(started, { content: 'psst' }, path);
  assert.equal(closed.status, 403);
  assert.partialDeepStrictEqual(closed.body, { code: Code.CannotSendMessagesToThisUser });

  removeMember(world, { guildId: demoIds.guild, userId: demoIds.ann });
  const left = await send(started, { content: 'psst' }, path);
  assert.partialDeepStrictEqual(left.body, { code: Code.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds });
});
