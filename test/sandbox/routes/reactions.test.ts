import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayDispatchEvents as Event, PermissionFlagsBits, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { changeRole, postMessage } from '../../../src/sandbox/mutations.ts';
import { fieldIn, startRest } from '../start-rest.ts';

test('the bot’s reactions come and go, once each', async (t) => {
  const { call, world, events } = await startRest(t);
  const { id } = postMessage(world, { channelId: demoIds.general, author: world.bot, content: 'x' });
  const path = (emoji: string) =>
    `/channels/${demoIds.general}/messages/${id}/reactions/${encodeURIComponent(emoji)}/@me`;
  for (const emoji of ['👍', '👍', 'ok:1456000000000000777'])
    assert.equal((await call('PUT', path(emoji))).status, 204);
  assert.partialDeepStrictEqual(world.messages.get(demoIds.general)?.[0]?.reactions, [
    { emoji: { name: '👍', id: null }, count: 1, me: true },
    { emoji: { name: 'ok', id: '1456000000000000777' }, count: 1, me: true },
  ]);
  for (const emoji of ['👍', '👍']) assert.equal((await call('DELETE', path(emoji))).status, 204);
  assert.equal(world.messages.get(demoIds.general)?.[0]?.reactions?.length, 1);
  assert.deepEqual(
    events.slice(1).map(({ type }) => type),
    [Event.MessageReactionAdd, Event.MessageReactionAdd, Event.MessageReactionRemove],
  );
  assert.deepEqual(
    world.ledger.map(({ effect }) => effect),
    ['reaction-added', 'reaction-added', 'reaction-removed'],
  );
});

test('what is no emoji, and what is not allowed', async (t) => {
  const { call, world } = await startRest(t);
  const { id } = postMessage(world, { channelId: demoIds.general, author: world.bot, content: 'x' });
  const put = async (emoji: string) => {
    const path = `/channels/${demoIds.general}/messages/${id}/reactions/${encodeURIComponent(emoji)}/@me`;
    return fieldIn((await call('PUT', path)).body, 'code');
  };
  for (const emoji of ['x', 'a:b', '👍👍']) assert.equal(await put(emoji), Code.UnknownEmoji, emoji);
  const { ViewChannel, ReadMessageHistory } = PermissionFlagsBits;
  for (const roleId of [demoIds.roles.everyone, demoIds.roles.bot]) {
    changeRole(world, { guildId: demoIds.guild, roleId, permissions: ViewChannel | ReadMessageHistory });
  }
  assert.equal(await put('👍'), Code.MissingPermissions);
  assert.deepEqual(world.ledger, []);
});
