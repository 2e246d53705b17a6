import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayDispatchEvents as Event } from 'discord-api-types/v10';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import * as mutations from '../../src/sandbox/mutations.ts';
import { makeOverwrite, makeUser } from '../../src/sandbox/shapes.ts';
import type { WorldEvent } from '../../src/sandbox/world.ts';

const { guild: guildId, general, thread, ann, roles } = demoIds;

const build = () => {
  const world = createWorld({ now: () => 0 });
  const guild = addDemoGuild(world);
  const events: WorldEvent[] = [];
  world.listen((event) => events.push(event));
  const told = () => events.map(({ type }) => type);
  return { world, guild, events, told };
};

test('people join and leave', () => {
  const { world, guild, events, told } = build();
  const user = makeUser({ id: '1456000000000000090', username: 'new' });
  mutations.addMember(world, { guildId, user });
  assert.ok(guild.members.has(user.id));
  assert.ok(world.users.has(user.id));
  mutations.removeMember(world, { guildId, userId: user.id });
  mutations.removeMember(world, { guildId, userId: user.id });
  assert.equal(guild.members.has(user.id), false);
  assert.deepEqual(told(), [Event.GuildMemberAdd, Event.GuildMemberRemove]);
  assert.partialDeepStrictEqual(events[1], { guildId, data: { guild_id: guildId, user: { id: user.id } } });
});

test('the bot is thrown out', () => {
  const { world, guild, events } = build();
  mutations.removeBot(world, guildId);
  assert.equal(guild.members.has(world.bot.id), false);
  assert.deepEqual(events, [{ type: Event.GuildDelete, data: { id: guildId }, guildId }]);
});

test('roles change, and go', () => {
  const { world, guild, told } = build();
  mutations.setMemberRoles(world, { guildId, userId: ann, roles: [roles.onCall, roles.member] });
  mutations.changeRole(world, { guildId, roleId: roles.onCall, permissions: 8n, position: 9, mentionable: true });
  assert.partialDeepStrictEqual(guild.roles.get(roles.onCall), { permissions: '8', position: 9, mentionable: true });
  mutations.deleteRole(world, { guildId, roleId: roles.onCall });
  assert.equal(guild.roles.has(roles.onCall), false);
  assert.deepEqual(guild.members.get(ann)?.roles, [roles.member]);
  assert.deepEqual(told(), [Event.GuildMemberUpdate, Event.GuildRoleUpdate, Event.GuildRoleDelete]);
});

test('a channel changes, and goes with its threads and messages', () => {
  const { world, guild, told } = build();
  const overwrites = [makeOverwrite({ id: guildId, deny: 1n })];
  mutations.setOverwrites(world, { channelId: general, overwrites });
  assert.partialDeepStrictEqual(guild.channels.get(general), { permission_overwrites: overwrites });
  mutations.postMessage(world, { channelId: thread, author: world.bot, content: 'x' });
  mutations.deleteChannel(world, general);
  assert.deepEqual(
    [guild.channels.has(general), guild.channels.has(thread), world.messages.has(thread)],
    [false, false, false],
  );
  assert.deepEqual(told(), [Event.ChannelUpdate, Event.MessageCreate, Event.ChannelDelete]);
});

test('a thread goes alone', () => {
  const { world, guild, told } = build();
  mutations.deleteChannel(world, thread);
  assert.equal(guild.channels.has(general), true);
  assert.deepEqual(told(), [Event.ThreadDelete]);
});

test('a person writes', () => {
  const { world, events } = build();
  const author = world.users.get(ann);
  assert.ok(author);
  const { id } = mutations.postMessage(world, { channelId: general, author, content: 'hi' });
  assert.equal(world.messages.get(general)?.[0]?.id, id);
  assert.partialDeepStrictEqual(events[0], { type: Event.MessageCreate, data: { content: 'hi', author: { id: ann } } });
  assert.deepEqual(world.ledger, []);
});

test('what is not there is a mistake of the test', () => {
  const { world } = build();
  assert.throws(() => mutations.setMemberRoles(world, { guildId, userId: '1', roles: [] }), /no member 1/);
  assert.throws(() => mutations.changeRole(world, { guildId, roleId: '1' }), /no role 1/);
  assert.throws(() => mutations.removeBot(world, '1'), /no guild 1/);
  assert.throws(() => mutations.deleteChannel(world, '1'), { message: 'Unknown Channel' });
});
