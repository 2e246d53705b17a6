import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as published from 'discord-api-spec/zod';
import { GatewayIntentBits } from 'discord-api-types/v10';
import { z } from 'zod';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { changeRole, postMessage } from '../../src/sandbox/mutations.ts';
import { startRest, textIn } from './start-rest.ts';

const { guild, general, ann, bob, roles } = demoIds;
const channels = [published.GuildChannelResponseSchema, published.ThreadResponseSchema] as const;
const list = (schema: z.core.$ZodType) => z.array(z.unknown().pipe(schema));

/** Holds an answer against Discord's published schema; says what does not fit. */
const fits = (schema: z.core.$ZodType, body: unknown, what: string) => {
  const result = z.safeParse(schema, body);
  assert.ok(result.success, `${what}: ${result.success ? '' : z.prettifyError(result.error)}`);
};

const lists = new Set([
  'components',
  'mentions',
  'embeds',
  'attachments',
  'thread',
  'install_params',
  'permission_overwrites',
]);

/** Discord never answers `null` where a list may be: clients iterate over it. */
const hasNoNullLists = (body: unknown): boolean => {
  if (typeof body !== 'object' || body === null) return true;
  return Object.entries(body).every(([key, value]) => !(value === null && lists.has(key)) && hasNoNullLists(value));
};

const reads: Record<string, z.core.$ZodType> = {
  '/gateway/bot': published.GatewayBotResponseSchema,
  '/users/@me': published.UserPIIResponseSchema,
  [`/users/${ann}`]: published.UserResponseSchema,
  '/users/@me/guilds?with_counts=true': list(published.MyGuildResponseSchema),
  '/applications/@me': published.PrivateApplicationResponseSchema,
  '/oauth2/applications/@me': published.PrivateApplicationResponseSchema,
  [`/guilds/${guild}`]: published.GuildWithCountsResponseSchema,
  [`/guilds/${guild}?with_counts=true`]: published.GuildWithCountsResponseSchema,
  [`/guilds/${guild}/channels`]: list(published.GuildChannelResponseSchema),
  [`/guilds/${guild}/threads/active`]: published.ThreadsResponseSchema,
  [`/guilds/${guild}/roles`]: list(published.GuildRoleResponseSchema),
  [`/guilds/${guild}/roles/${roles.onCall}`]: published.GuildRoleResponseSchema,
  [`/guilds/${guild}/members?limit=10`]: list(published.GuildMemberResponseSchema),
  [`/guilds/${guild}/members/search?query=a&limit=10`]: list(published.GuildMemberResponseSchema),
  [`/guilds/${guild}/members/${ann}`]: published.GuildMemberResponseSchema,
  [`/guilds/${guild}/bans`]: list(published.GuildBanResponseSchema),
  [`/guilds/${guild}/bans/${bob}`]: published.GuildBanResponseSchema,
  [`/channels/${general}`]: channels[0],
  [`/channels/${demoIds.support}`]: channels[0],
  [`/channels/${demoIds.voice}`]: channels[0],
  [`/channels/${demoIds.category}`]: channels[0],
  [`/channels/${demoIds.thread}`]: channels[1],
  [`/channels/${general}/messages`]: list(published.MessageResponseSchema),
};

test('what is read fits Discord’s published schema', async (t) => {
  const { call, world, guild: sandbox } = await startRest(t, { privileged: GatewayIntentBits.GuildMembers });
  changeRole(world, { guildId: guild, roleId: roles.bot, permissions: 8n });
  const author = world.users.get(ann);
  const banned = world.users.get(bob);
  assert.ok(author && banned);
  sandbox.bans.set(bob, { user: banned, reason: null });
  postMessage(world, { channelId: general, author, content: `<@${bob}>` });
  for (const [path, schema] of Object.entries(reads)) {
    const { status, body } = await call('GET', path);
    assert.equal(status, 200, path);
    fits(schema, body, path);
    assert.ok(hasNoNullLists(body), path);
  }
});

test('what is written fits Discord’s published schema', async (t) => {
  const { call, world } = await startRest(t);
  const messages = `/channels/${general}/messages`;
  const full = {
    content: `<@${ann}> <@&${roles.onCall}>`,
    tts: false,
    nonce: 'n',
    embeds: [
      {
        title: 't',
        description: 'd',
        url: 'https://example.com',
        color: 1,
        timestamp: '2026-01-01T00:00:00Z',
        author: { name: 'a', url: 'https://example.com', icon_url: 'https://example.com/i.png' },
        footer: { text: 'f' },
        image: { url: 'https://example.com/i.png' },
        thumbnail: { url: 'https://example.com/i.png' },
        fields: [{ name: 'n', value: 'v', inline: true }],
      },
    ],
    components: [{ type: 1, components: [{ type: 2, style: 1, label: 'A', custom_id: 'a' }] }],
  };
  const created = await call('POST', messages, { body: full });
  assert.equal(created.status, 200);
  fits(published.MessageResponseSchema, created.body, 'created');
  const id = textIn(created.body, 'id');
  fits(published.MessageResponseSchema, (await call('GET', `${messages}/${id}`)).body, 'read');
  const edited = await call('PATCH', `${messages}/${id}`, { body: { ...full, embeds: [] } });
  fits(published.MessageResponseSchema, edited.body, 'edited');
  const reply = await call('POST', messages, { body: { content: 'r', message_reference: { message_id: id } } });
  fits(published.MessageResponseSchema, reply.body, 'reply');
  const dm = await call('POST', '/users/@me/channels', { body: { recipient_id: ann } });
  fits(published.PrivateChannelResponseSchema, dm.body, 'dm');
  fits(
    published.PrivateChannelResponseSchema,
    (await call('GET', `/channels/${textIn(dm.body, 'id')}`)).body,
    'dm read',
  );
  const path = `/applications/${world.applicationId}/guilds/${guild}/commands`;
  const option = { type: 3, name: 'text', description: 'o', required: true, autocomplete: true };
  const command = { name: 'test', description: 'd', default_member_permissions: '32', options: [option] };
  fits(published.ApplicationCommandResponseSchema, (await call('POST', path, { body: command })).body, 'command');
  const set = await call('PUT', path, { body: [command, { name: 'Read', type: 3 }] });
  fits(list(published.ApplicationCommandResponseSchema), set.body, 'commands');
});

const leaf = z.strictObject({ _errors: z.array(z.strictObject({ code: z.string(), message: z.string() })) });
const nested: z.ZodType = z.union([
  leaf,
  z.record(
    z.string(),
    z.lazy(() => nested),
  ),
]);

/** Not the published schema: that has numbers where Discord sends `BASE_TYPE_REQUIRED`. https://docs.discord.com/developers/reference#error-messages */
const refusal = z.strictObject({ code: z.int(), message: z.string(), errors: nested.optional() });

test('every refusal has the shape of Discord’s errors', async (t) => {
  const { call } = await startRest(t);
  for (const [method, path, body] of [
    ['POST', `/channels/${general}/messages`, { content: 'x'.repeat(2001), embeds: [{ fields: [{}] }] }],
    ['POST', `/channels/${general}/messages`, {}],
    ['GET', '/channels/1', undefined],
    ['PUT', `/guilds/${guild}/members/${ann}/roles/${roles.admin}`, undefined],
  ] as const) {
    const answer = await call(method, path, body === undefined ? {} : { body });
    assert.ok(answer.status >= 400 && answer.status < 500);
    fits(refusal, answer.body, path);
  }
});
