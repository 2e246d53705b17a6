import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApplicationFlags, ChannelType, GatewayIntentBits as Intent } from 'discord-api-types/v10';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { applicationFlags, guildCreateData, memberChunks } from '../../src/sandbox/gateway-payloads.ts';
import { makeMember, makeUser } from '../../src/sandbox/shapes.ts';

const demo = () => {
  const world = createWorld({ now: () => Date.UTC(2026, 0, 1) });
  return { world, guild: addDemoGuild(world) };
};

test('a guild comes with threads apart, and with the members that the intents show', () => {
  const { world, guild } = demo();
  const data = guildCreateData(world, guild, Intent.Guilds);
  assert.equal(data.unavailable, false);
  assert.equal(data.member_count, 5);
  assert.deepEqual(
    data.members.map(({ user }) => user.id),
    [world.bot.id],
  );
  assert.deepEqual(
    data.threads.map(({ id }) => id),
    [demoIds.thread],
  );
  assert(!data.channels.some(({ type }) => type === ChannelType.PublicThread));
  assert.equal(guildCreateData(world, guild, Intent.Guilds | Intent.GuildPresences).members.length, 5);
  for (const list of ['emojis', 'stickers', 'presences', 'voice_states', 'stage_instances', 'features'] as const)
    assert.deepEqual(data[list], []);
});

test('members come a thousand at a time', () => {
  const { guild } = demo();
  for (let n = 0; n < 1000; n++) {
    const user = makeUser({ id: String(10n ** 17n + BigInt(n)), username: `user${n}` });
    guild.members.set(user.id, makeMember({ user, joinedAt: 0 }));
  }
  const chunks = memberChunks(guild, { guild_id: guild.id, query: '', limit: 0, nonce: 'x'.repeat(33) });
  assert.deepEqual(
    chunks.map(({ members, chunk_index: index, chunk_count: count }) => [members.length, index, count]),
    [
      [1000, 0, 2],
      [5, 1, 2],
    ],
  );
  assert(!('nonce' in (chunks[0] ?? {})), 'a nonce over 32 bytes is dropped');
  const none = memberChunks(guild, { guild_id: guild.id, query: 'nobody', limit: 5, presences: true });
  assert.partialDeepStrictEqual(none, [{ members: [], chunk_count: 1, presences: [] }]);
});

test('the application shows which privileged intents it has', () => {
  assert.equal(applicationFlags(0), 0);
  assert.equal(
    applicationFlags(Intent.GuildMembers | Intent.MessageContent),
    ApplicationFlags.GatewayGuildMembersLimited | ApplicationFlags.GatewayMessageContentLimited,
  );
});
