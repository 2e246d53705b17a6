import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermissionFlagsBits, type APIOverwrite } from 'discord-api-types/v10';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import type { SandboxGuild } from '../../src/sandbox/world.ts';
import { openDemoDoors, refusal } from './open-doors.ts';

const { onCall, admin, everyone, bot } = demoIds.roles;

const deny = (guild: SandboxGuild, channelId: string, bits: bigint) => {
  const channel = guild.channels.get(channelId);
  assert.ok(channel && 'permission_overwrites' in channel);
  const overwrite: APIOverwrite = { id: everyone, type: 0, allow: '0', deny: String(bits) };
  channel.permission_overwrites = [overwrite];
};
const setBotPermissions = (guild: SandboxGuild, change: (bits: bigint) => bigint) => {
  const role = guild.roles.get(bot);
  assert.ok(role);
  role.permissions = String(change(BigInt(role.permissions)));
};
const send = { body: { content: 'hello' } };

test('a permission that a channel denies is named, with the channel and where to click', async (t) => {
  const { doors, guild } = await openDemoDoors(t);
  deny(guild, demoIds.alerts, PermissionFlagsBits.SendMessages);
  const error = await refusal(doors.channel(demoIds.alerts, 'POST', ['messages'], send));
  assert.equal(error.code, 'missing-permission');
  assert.match(error.detail, /"Send Messages" in #alerts/);
  assert.match(error.detail, /Edit Channel → Permissions/);
});

test('a channel that the bot cannot see is named too, and only that permission', async (t) => {
  const { doors, world } = await openDemoDoors(t);
  const error = await refusal(doors.channel(demoIds.staffOnly, 'POST', ['messages'], send));
  assert.equal(error.code, 'missing-permission');
  assert.match(error.detail, /lacks the permission "View Channels" in #staff-only/);
  assert.deepEqual(world.ledger, []);
});

test('in a thread the channel around it decides', async (t) => {
  const { doors, guild } = await openDemoDoors(t);
  deny(guild, demoIds.general, PermissionFlagsBits.SendMessagesInThreads);
  const error = await refusal(doors.channel(demoIds.thread, 'POST', ['messages'], send));
  assert.match(error.detail, /"Send Messages in Threads and Posts" in #Planning/);
  assert.match(error.detail, /the channel that #Planning is in/);
});

test('a role at or above the bot is explained with the roles to move', async (t) => {
  const { doors } = await openDemoDoors(t);
  const error = await refusal(doors.guild('PUT', ['members', demoIds.ann, 'roles', admin]));
  assert.equal(error.code, 'role-hierarchy');
  assert.match(error.detail, /Move "Guildhook" above "Admin" in Server Settings → Roles/);
});

test("managed roles and the bot's own are explained", async (t) => {
  const { doors, guild, forget } = await openDemoDoors(t);
  const own = await refusal(doors.guild('PUT', ['members', demoIds.ann, 'roles', bot]));
  assert.equal(own.code, 'role-hierarchy');
  assert.match(own.detail, /belongs to a bot/);
  const role = guild.roles.get(onCall);
  assert.ok(role);
  role.managed = true;
  forget(guild.id);
  const managed = await refusal(doors.guild('DELETE', ['members', demoIds.ann, 'roles', onCall]));
  assert.equal(managed.code, 'role-hierarchy');
  assert.match(managed.detail, /"On call" belongs to/);
});

test('without Manage Roles that is what is missing', async (t) => {
  const { doors, guild } = await openDemoDoors(t);
  setBotPermissions(guild, (bits) => bits & ~PermissionFlagsBits.ManageRoles);
  const error = await refusal(doors.guild('PUT', ['members', demoIds.ann, 'roles', onCall]));
  assert.equal(error.code, 'missing-permission');
  assert.match(error.detail, /"Manage Roles"\. Switch it on/);
});

test('a bot that is timed out is told so', async (t) => {
  const { doors, guild, world, clock, faults } = await openDemoDoors(t);
  const me = guild.members.get(world.bot.id);
  assert.ok(me);
  me.communication_disabled_until = new Date(clock.now() + 60_000).toISOString();
  faults.add({ method: 'POST', path: '/channels/*/messages', status: 403, body: { code: 50_013, message: 'Missing' } });
  const error = await refusal(doors.channel(demoIds.alerts, 'POST', ['messages'], send));
  assert.match(error.detail, /timed out/);
});

test('when the facts cannot be had there is still something to go by', async (t) => {
  const { doors, guild, faults } = await openDemoDoors(t);
  deny(guild, demoIds.alerts, PermissionFlagsBits.SendMessages);
  faults.add({ path: '/guilds/*/roles', status: 500, count: Infinity });
  const error = await refusal(doors.channel(demoIds.alerts, 'POST', ['messages'], send));
  assert.equal(error.code, 'missing-permission');
  assert.match(error.detail, /Server Settings → Roles/);
});

test('explaining costs a few requests once, not with every refusal', async (t) => {
  const { doors, guild, asked } = await openDemoDoors(t);
  deny(guild, demoIds.alerts, PermissionFlagsBits.SendMessages);
  for (let times = 0; times < 10; times += 1) {
    await refusal(doors.channel(demoIds.alerts, 'POST', ['messages'], send));
  }
  assert.equal(asked.filter((call) => call.startsWith('GET')).length, 6, asked.join('\n'));
});
