import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  GatewayDispatchEvents as Event,
  GatewayIntentBits,
  PermissionFlagsBits,
  RESTJSONErrorCodes as Code,
} from 'discord-api-types/v10';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { changeRole, deleteRole, removeMember } from '../../../src/sandbox/mutations.ts';
import { fieldIn, startRest, textIn } from '../start-rest.ts';

const { guild: guildId, roles, ann, elsewhere } = demoIds;
const members = `/guilds/${guildId}/members`;
const roleOf = (user: string, role: string) => `${members}/${user}/roles/${role}`;
const code = (body: unknown) => fieldIn(body, 'code');

test('a role is added and removed; the gateway and the ledger know it', async (t) => {
  const { call, world, guild, events } = await startRest(t);
  assert.equal((await call('PUT', roleOf(ann, roles.onCall))).status, 204);
  assert.deepEqual(guild.members.get(ann)?.roles, [roles.onCall]);
  assert.partialDeepStrictEqual(events, [
    { type: Event.GuildMemberUpdate, guildId, data: { guild_id: guildId, user: { id: ann }, roles: [roles.onCall] } },
  ]);
  assert.equal((await call('DELETE', roleOf(ann, roles.onCall))).status, 204);
  assert.deepEqual(guild.members.get(ann)?.roles, []);
  assert.partialDeepStrictEqual(world.ledger, [
    { effect: 'role-added', target: guildId, userId: ann, roleId: roles.onCall },
    { effect: 'role-removed', target: guildId, userId: ann, roleId: roles.onCall },
  ]);
});

test('repeating it succeeds and has no effect', async (t) => {
  const { call, world, events } = await startRest(t);
  await call('PUT', roleOf(ann, roles.onCall));
  assert.equal((await call('PUT', roleOf(ann, roles.onCall))).status, 204);
  assert.equal((await call('DELETE', roleOf(ann, roles.member))).status, 204);
  assert.deepEqual([world.ledger.length, events.length], [1, 1]);
});

const refusals: { what: string; path: string; status: number; code: number }[] = [
  { what: 'a role above the bot', path: roleOf(ann, roles.admin), status: 403, code: Code.MissingPermissions },
  { what: "the bot's own, managed role", path: roleOf(ann, roles.bot), status: 403, code: Code.MissingPermissions },
  { what: '@everyone', path: roleOf(ann, roles.everyone), status: 404, code: Code.UnknownRole },
  { what: 'an unknown role', path: roleOf(ann, '1'), status: 404, code: Code.UnknownRole },
  { what: "another guild's role", path: roleOf(ann, elsewhere.roles.moderator), status: 404, code: Code.UnknownRole },
  { what: 'an unknown user', path: roleOf('1', roles.onCall), status: 404, code: Code.UnknownUser },
  { what: "another guild's member", path: roleOf(elsewhere.eve, roles.onCall), status: 404, code: Code.UnknownMember },
];

for (const { what, path, status, code: expected } of refusals) {
  test(`refused: ${what}`, async (t) => {
    const { call, world, events } = await startRest(t);
    for (const method of ['PUT', 'DELETE']) {
      const answer = await call(method, path);
      assert.deepEqual([answer.status, code(answer.body)], [status, expected], method);
    }
    assert.deepEqual([world.ledger, events], [[], []]);
  });
}

test('roles at the height of the bot or without Manage Roles', async (t) => {
  const { call, world } = await startRest(t);
  const add = async () => code((await call('PUT', roleOf(ann, roles.onCall))).body);
  changeRole(world, { guildId, roleId: roles.onCall, position: 3 });
  assert.equal(await add(), Code.MissingPermissions);
  changeRole(world, { guildId, roleId: roles.onCall, position: 2 });
  changeRole(world, { guildId, roleId: roles.bot, permissions: PermissionFlagsBits.ManageGuild });
  assert.equal(await add(), Code.MissingPermissions);
  changeRole(world, { guildId, roleId: roles.bot, permissions: PermissionFlagsBits.ManageRoles });
  assert.equal(await add(), undefined);
  deleteRole(world, { guildId, roleId: roles.onCall });
  assert.equal(await add(), Code.UnknownRole);
});

test('a managed role below the bot, such as that of another bot', async (t) => {
  const { call, guild } = await startRest(t);
  const role = guild.roles.get(roles.onCall);
  assert.ok(role);
  role.managed = true;
  const refused = await call('PUT', roleOf(ann, roles.onCall));
  assert.deepEqual([refused.status, code(refused.body)], [403, Code.MissingPermissions]);
});

test('a member, and who is none', async (t) => {
  const { call, world } = await startRest(t);
  assert.partialDeepStrictEqual((await call('GET', `${members}/${ann}`)).body, { user: { username: 'ann' } });
  removeMember(world, { guildId, userId: ann });
  const gone = await call('GET', `${members}/${ann}`);
  assert.deepEqual([gone.status, code(gone.body)], [404, Code.UnknownMember]);
});

test('search finds by the start of a name', async (t) => {
  const { call } = await startRest(t);
  const names = async (query: string) => {
    const { body } = await call('GET', `${members}/search?${query}`);
    assert.ok(Array.isArray(body));
    return body.map((member: unknown) => textIn(fieldIn(member, 'user'), 'username'));
  };
  assert.deepEqual(await names('query=AN&limit=10'), ['ann']);
  assert.deepEqual(await names('query=olivia'), ['owner']);
  assert.deepEqual(await names('query=a'), ['admin']);
  assert.deepEqual(await names('query=eve&limit=10'), []);
  assert.equal((await call('GET', `${members}/search?limit=1`)).status, 400);
});

test('the list of members needs the Guild Members intent', async (t) => {
  const without = await startRest(t);
  const refused = await without.call('GET', `${members}?limit=10`);
  assert.deepEqual([refused.status, code(refused.body)], [403, Code.MissingAccess]);
  const { call } = await startRest(t, { privileged: GatewayIntentBits.GuildMembers });
  const page = async (query: string) => {
    const { body } = await call('GET', `${members}?${query}`);
    assert.ok(Array.isArray(body));
    return body.length;
  };
  assert.deepEqual([await page(''), await page('limit=10'), await page(`limit=10&after=${ann}`)], [1, 5, 1]);
});
