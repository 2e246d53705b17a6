import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { GatewayDispatchPayload } from 'discord-api-types/v10';
import { z } from 'zod';
import { createGuildWatch } from '../../src/discord/gateway-guilds.ts';

/** Only what the watch reads of it is there. */
const asPayload = z.custom<GatewayDispatchPayload>();

const start = (shards: number[]) => {
  const told: string[] = [];
  const watch = createGuildWatch({
    shardIds: () => shards,
    on: {
      guildJoined: (id) => void told.push(`joined ${id}`),
      guildLeft: (id) => void told.push(`left ${id}`),
      guildsKnown: (ids) => void told.push(`known ${ids.join()}`),
      changed: (id) => void told.push(`changed ${id}`),
    },
  });
  const hear = (t: string, d: unknown, shard = 0) => {
    watch(asPayload.parse({ op: 0, s: 1, t, d }), shard);
    return told.splice(0);
  };
  return { hear };
};
const ready = (...ids: string[]) => ({ guilds: ids.map((id) => ({ id, unavailable: true })) });

test('all guilds are known only when every shard has told its own', () => {
  const { hear } = start([0, 1]);
  assert.deepEqual(hear('READY', ready('1'), 0), []);
  assert.deepEqual(hear('READY', ready('2'), 1), ['known 1,2']);
  assert.deepEqual(hear('READY', ready('1', '3'), 0), ['known 1,3,2']);
});

test('a guild that was known is not joined again; outages are not farewells', () => {
  const { hear } = start([0]);
  hear('READY', ready('1'));
  assert.deepEqual(hear('GUILD_CREATE', { id: '1' }), ['changed 1']);
  assert.deepEqual(hear('GUILD_DELETE', { id: '1', unavailable: true }), []);
  assert.deepEqual(hear('GUILD_CREATE', { id: '1' }), ['changed 1']);
  assert.deepEqual(hear('GUILD_DELETE', { id: '1' }), ['left 1']);
  assert.deepEqual(hear('GUILD_CREATE', { id: '1' }), ['joined 1']);
});

test('what may change a look-up is told, everything else is not', () => {
  const { hear } = start([0]);
  for (const type of ['GUILD_ROLE_CREATE', 'GUILD_ROLE_UPDATE', 'GUILD_ROLE_DELETE', 'GUILD_MEMBER_UPDATE']) {
    assert.deepEqual(hear(type, { guild_id: '1' }), ['changed 1'], type);
  }
  for (const type of [
    'CHANNEL_CREATE',
    'CHANNEL_UPDATE',
    'CHANNEL_DELETE',
    'THREAD_CREATE',
    'THREAD_UPDATE',
    'THREAD_DELETE',
  ]) {
    assert.deepEqual(hear(type, { id: '5', guild_id: '1' }), ['changed 1'], type);
  }
  assert.deepEqual(hear('GUILD_UPDATE', { id: '1' }), ['changed 1']);
  assert.deepEqual(hear('MESSAGE_CREATE', { id: '5', guild_id: '1' }), []);
  assert.deepEqual(hear('CHANNEL_CREATE', { id: '5' }), []);
});
