import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermissionFlagsBits, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { changeRole, removeBot } from '../../../src/sandbox/mutations.ts';
import { asThread } from '../../../src/sandbox/threads.ts';
import { fieldIn, startRest, textIn } from '../start-rest.ts';

const { guild: guildId, elsewhere, roles } = demoIds;
const at = (rest: string) => `/guilds/${guildId}${rest}`;
const idsOf = (list: unknown) => (Array.isArray(list) ? list.map((one: unknown) => textIn(one, 'id')) : undefined);

test('a guild, with counts when asked for', async (t) => {
  const { call } = await startRest(t);
  assert.equal(fieldIn((await call('GET', at(''))).body, 'approximate_member_count'), undefined);
  assert.equal(fieldIn((await call('GET', at('?with_counts=true'))).body, 'approximate_member_count'), 5);
});

test('channels are listed, hidden ones too and threads apart', async (t) => {
  const { call, guild } = await startRest(t);
  const channels = idsOf((await call('GET', at('/channels'))).body);
  assert.deepEqual(
    [...guild.channels.keys()].filter((id) => !channels?.includes(id)),
    [demoIds.thread],
  );
  const active = async () => idsOf(fieldIn((await call('GET', at('/threads/active'))).body, 'threads'));
  assert.deepEqual(await active(), [demoIds.thread]);
  const channel = guild.channels.get(demoIds.thread);
  const thread = channel && asThread(channel)?.thread_metadata;
  assert.ok(thread);
  thread.archived = true;
  assert.deepEqual(await active(), []);
});

test('roles', async (t) => {
  const { call } = await startRest(t);
  const all = idsOf((await call('GET', at('/roles'))).body);
  assert.deepEqual(all?.toSorted(), Object.values(roles).toSorted());
  assert.partialDeepStrictEqual((await call('GET', at(`/roles/${roles.onCall}`))).body, { name: 'On call' });
  const unknown = await call('GET', at(`/roles/${elsewhere.roles.moderator}`));
  assert.deepEqual([unknown.status, fieldIn(unknown.body, 'code')], [404, Code.UnknownRole]);
});

test('bans need Ban Members', async (t) => {
  const { call, world, guild } = await startRest(t);
  const refused = await call('GET', at('/bans'));
  assert.deepEqual([refused.status, fieldIn(refused.body, 'code')], [403, Code.MissingPermissions]);
  assert.equal((await call('GET', at(`/bans/${demoIds.bob}`))).status, 403);
  changeRole(world, { guildId, roleId: roles.bot, permissions: PermissionFlagsBits.BanMembers });
  const user = world.users.get(demoIds.bob);
  assert.ok(user);
  guild.bans.set(user.id, { user, reason: 'spam' });
  assert.deepEqual((await call('GET', at('/bans'))).body, [{ user, reason: 'spam' }]);
  assert.deepEqual((await call('GET', at(`/bans/${demoIds.bob}`))).body, { user, reason: 'spam' });
  assert.equal(fieldIn((await call('GET', at(`/bans/${demoIds.ann}`))).body, 'code'), Code.UnknownBan);
});

test('the guilds that the bot is in, by pages', async (t) => {
  const { call, world } = await startRest(t);
  const mine = async (query = '') => idsOf((await call('GET', `/users/@me/guilds${query}`)).body);
  assert.deepEqual(await mine(), [guildId, elsewhere.guild]);
  assert.deepEqual(await mine('?limit=1'), [guildId]);
  assert.deepEqual(await mine(`?after=${guildId}`), [elsewhere.guild]);
  assert.deepEqual(await mine(`?before=${elsewhere.guild}`), [guildId]);
  removeBot(world, guildId);
  assert.deepEqual(await mine(), [elsewhere.guild]);
});
