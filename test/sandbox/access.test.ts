import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OverwriteType, PermissionFlagsBits, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import type { PermissionName } from '../../src/sandbox/access.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { changeRole, postMessage, removeBot, setOverwrites } from '../../src/sandbox/mutations.ts';
import { makeOverwrite } from '../../src/sandbox/shapes.ts';
import { fieldIn, startRest, type RawRequest, type StartedRest } from './start-rest.ts';

const { general, guild: guildId, roles, ann } = demoIds;
const messages = `/channels/${general}/messages`;

type Request = [method: string, path: string, request?: RawRequest];

/** Each request, and what Discord answers when the bot lacks a permission in the channel: 0 where it is not needed. */
const matrix: {
  what: string;
  request: (ids: { own: string; other: string }) => Request;
  lacks: Partial<Record<PermissionName, number>>;
}[] = [
  {
    what: 'create message',
    request: () => ['POST', messages, { body: { content: 'x' } }],
    lacks: { ViewChannel: Code.MissingAccess, SendMessages: Code.MissingPermissions, EmbedLinks: 0, ManageMessages: 0 },
  },
  {
    what: 'create message with an embed',
    request: () => ['POST', messages, { body: { embeds: [{ title: 'x' }] } }],
    lacks: {
      ViewChannel: Code.MissingAccess,
      SendMessages: Code.MissingPermissions,
      EmbedLinks: Code.MissingPermissions,
    },
  },
  {
    what: 'create message in a thread',
    request: () => ['POST', `/channels/${demoIds.thread}/messages`, { body: { content: 'x' } }],
    lacks: { ViewChannel: Code.MissingAccess, SendMessagesInThreads: Code.MissingPermissions, SendMessages: 0 },
  },
  {
    what: 'create message read aloud',
    request: () => ['POST', messages, { body: { content: 'x', tts: true } }],
    lacks: { SendTTSMessages: Code.MissingPermissions },
  },
  {
    what: 'edit own message',
    request: ({ own }) => ['PATCH', `${messages}/${own}`, { body: { content: 'x' } }],
    lacks: { ViewChannel: Code.MissingAccess, SendMessages: 0, ManageMessages: 0 },
  },
  {
    what: 'delete own message',
    request: ({ own }) => ['DELETE', `${messages}/${own}`],
    lacks: { ViewChannel: Code.MissingAccess, ManageMessages: 0 },
  },
  {
    what: "delete another's message",
    request: ({ other }) => ['DELETE', `${messages}/${other}`],
    lacks: { ViewChannel: Code.MissingAccess, ManageMessages: Code.MissingPermissions },
  },
  {
    what: 'bulk delete',
    request: ({ own, other }) => ['POST', `${messages}/bulk-delete`, { body: { messages: [own, other] } }],
    lacks: { ViewChannel: Code.MissingAccess, ManageMessages: Code.MissingPermissions },
  },
  {
    what: 'read message',
    request: ({ own }) => ['GET', `${messages}/${own}`],
    lacks: { ViewChannel: Code.MissingAccess, ReadMessageHistory: Code.MissingPermissions },
  },
  {
    what: 'read messages',
    request: () => ['GET', messages],
    lacks: { ViewChannel: Code.MissingAccess, ReadMessageHistory: 0 },
  },
  { what: 'read channel', request: () => ['GET', `/channels/${general}`], lacks: { ViewChannel: Code.MissingAccess } },
];

const code = (body: unknown) => fieldIn(body, 'code');

const writeTwo = ({ world }: StartedRest) => {
  const author = world.users.get(ann);
  assert.ok(author);
  const own = postMessage(world, { channelId: general, author: world.bot, content: 'own' }).id;
  return { own, other: postMessage(world, { channelId: general, author, content: 'other' }).id };
};

for (const { what, request, lacks } of matrix) {
  test(`permissions in the channel: ${what}`, async (t) => {
    for (const [name, expected] of Object.entries(lacks)) {
      const started = await startRest(t);
      const { world, call } = started;
      const ids = writeTwo(started);
      const bit = Object.entries(PermissionFlagsBits).find(([known]) => known === name)?.[1];
      const deny = makeOverwrite({ id: world.bot.id, type: OverwriteType.Member, deny: bit ?? 0n });
      setOverwrites(world, { channelId: general, overwrites: [deny] });
      const { status, body } = await call(...request(ids));
      if (expected === 0) assert.ok(status < 300, `${what} without ${name}: ${status}`);
      else assert.deepEqual([status, code(body)], [403, expected], `${what} without ${name}`);
      assert.equal(world.ledger.length > 0, expected === 0 && !what.startsWith('read'), `${what} without ${name}`);
    }
  });
}

test('administrators may everything', async (t) => {
  const { world, call } = await startRest(t);
  changeRole(world, { guildId, roleId: roles.bot, permissions: PermissionFlagsBits.Administrator });
  assert.equal((await call('POST', `/channels/${demoIds.staffOnly}/messages`, { body: { content: 'x' } })).status, 200);
});

test('the demo guild: one channel hidden, one for reading only', async (t) => {
  const { call } = await startRest(t);
  const sendTo = (id: string) => call('POST', `/channels/${id}/messages`, { body: { content: 'x' } });
  assert.equal(code((await sendTo(demoIds.staffOnly)).body), Code.MissingAccess);
  assert.equal(code((await sendTo(demoIds.rules)).body), Code.MissingPermissions);
  assert.equal((await call('GET', `/channels/${demoIds.rules}`)).status, 200);
});

test('a guild that the bot is not in', async (t) => {
  const { world, call } = await startRest(t);
  removeBot(world, guildId);
  for (const path of [
    `/guilds/${guildId}`,
    `/guilds/${guildId}/roles`,
    `/guilds/${guildId}/members/${ann}`,
    '/guilds/1',
  ]) {
    const { status, body } = await call('GET', path);
    assert.deepEqual([status, code(body)], [404, Code.UnknownGuild], path);
  }
  for (const path of [`/channels/${general}`, messages, `/channels/${demoIds.thread}`]) {
    const { status, body } = await call('GET', path);
    assert.deepEqual([status, code(body)], [403, Code.MissingAccess], path);
  }
  assert.equal((await call('GET', `/guilds/${demoIds.elsewhere.guild}`)).status, 200);
});

test('an outage of a guild is a 503', async (t) => {
  const { guild, call } = await startRest(t);
  guild.unavailable = true;
  assert.equal((await call('GET', `/guilds/${guildId}`)).status, 503);
  assert.equal((await call('POST', messages, { body: { content: 'x' } })).status, 503);
});

test('a bot in timeout may only read', async (t) => {
  const { world, guild, call } = await startRest(t);
  const me = guild.members.get(world.bot.id);
  assert.ok(me);
  me.communication_disabled_until = new Date(world.now() + 1000).toISOString();
  assert.equal(code((await call('POST', messages, { body: { content: 'x' } })).body), Code.MissingPermissions);
  assert.equal((await call('GET', messages)).status, 200);
});
