import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermissionFlagsBits, type APIOverwrite } from 'discord-api-types/v10';
import { GuildMember } from 'discord.js';
import { checkChannel, checkChannels } from '../../commands/channel-reach.ts';
import { texts } from '../../commands/texts.ts';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { makeOverwrite } from '../../src/sandbox/shapes.ts';
import { createFakeClock } from '../fake-clock.ts';
import { callHidden, createFakeDiscord } from '../discord/fake-discord.ts';

const { EmbedLinks, SendMessages, SendMessagesInThreads, ViewChannel } = PermissionFlagsBits;
const { bot: botRole, admin: adminRole, everyone } = demoIds.roles;

const setUp = async (overwrites: APIOverwrite[] = [], channelId: string = demoIds.alerts) => {
  const discord = createFakeDiscord();
  const demo = discord.world.guilds.get(demoIds.guild);
  const channel = demo?.channels.get(demoIds.alerts);
  assert(channel !== undefined && 'permission_overwrites' in channel);
  channel.permission_overwrites = overwrites;
  const parent = demo?.channels.get(demoIds.general);
  assert(parent !== undefined && 'permission_overwrites' in parent);
  if (channelId === demoIds.thread) parent.permission_overwrites = overwrites;
  discord.learn();
  const guild = discord.client.guilds.cache.get(demoIds.guild);
  assert(guild !== undefined);
  const member = callHidden(guild.members, '_add', demo?.members.get(demoIds.admin), false);
  const found = guild.channels.cache.get(channelId);
  assert(member instanceof GuildMember && found !== undefined);
  const context = { clock: createFakeClock(), text: texts.in('en') };
  return { discord, channel: found, reach: { member, context } };
};

const fails = (code: ErrorCode, detail: RegExp) => (error: unknown) => {
  assert(error instanceof AppError, String(error));
  assert.equal(error.code, code);
  assert.match(error.detail, detail);
  return true;
};

test('lets through where both may post', async () => {
  const { channel, reach } = await setUp();
  await checkChannel(channel, reach);
});

test('names what the bot lacks, where, and where to click', async () => {
  const { channel, reach } = await setUp([makeOverwrite({ id: botRole, deny: SendMessages | EmbedLinks })]);
  await assert.rejects(
    checkChannel(channel, reach),
    fails('missing-permission', /<#1456000000000000202>: I lack \*\*Send Messages\*\*, \*\*Embed Links\*\* there/),
  );
  const hidden = await setUp([makeOverwrite({ id: botRole, deny: ViewChannel })]);
  await assert.rejects(
    checkChannel(hidden.channel, hidden.reach),
    fails('missing-permission', /\*\*View Channels\*\*, \*\*Send Messages\*\*, \*\*Embed Links\*\*/),
  );
});

test('names what the member lacks, who need not be able to embed links', async () => {
  const { channel, reach } = await setUp([
    makeOverwrite({ id: everyone, deny: SendMessages | EmbedLinks }),
    makeOverwrite({ id: botRole, allow: SendMessages | EmbedLinks }),
  ]);
  await assert.rejects(checkChannel(channel, reach), fails('missing-permission', /You lack \*\*Send Messages\*\* in/));
  const embedding = await setUp([
    makeOverwrite({ id: everyone, deny: EmbedLinks }),
    makeOverwrite({ id: botRole, allow: EmbedLinks }),
    makeOverwrite({ id: adminRole, deny: EmbedLinks }),
  ]);
  await checkChannel(embedding.channel, embedding.reach);
});

test('in a thread what counts is its own permission to send, in the channel above it', async () => {
  const silent = await setUp([makeOverwrite({ id: botRole, deny: SendMessages })], demoIds.thread);
  await checkChannel(silent.channel, silent.reach).catch((error: unknown) => {
    assert(error instanceof AppError && !/Send Messages\*\*/.test(error.detail), String(error));
  });
  const { channel, reach } = await setUp([makeOverwrite({ id: botRole, deny: SendMessagesInThreads })], demoIds.thread);
  await assert.rejects(checkChannel(channel, reach), fails('missing-permission', /Send Messages in Threads and Posts/));
});

const posting = (channel: string) => ({
  name: 'n',
  variables: [],
  actions: [{ kind: 'send-message', channel, content: 'x' }],
});

test('checks the channels of a definition, and says when one is gone', async () => {
  const { discord, reach } = await setUp([makeOverwrite({ id: botRole, deny: SendMessages })]);
  await checkChannels(posting(demoIds.general), reach);
  await checkChannels(posting('<channel_name>'), reach);
  await assert.rejects(checkChannels(posting(demoIds.alerts), reach), fails('missing-permission', /I lack/));
  let status = 404;
  discord.answers.push(() => Response.json({ code: 10003, message: 'Unknown Channel' }, { status }));
  await assert.rejects(checkChannels(posting('1456000000000099999'), reach), fails('unknown-channel', /is gone/));
  status = 500;
  await assert.rejects(
    checkChannels(posting('1456000000000099998'), reach),
    fails('discord-unavailable', /cannot be asked/),
  );
});
