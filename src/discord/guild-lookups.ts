import { ChannelType } from 'discord-api-types/v10';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Snowflake } from '../domain/snowflake.ts';
import { AppError } from '../errors.ts';
import { createMemory } from './memory.ts';
import type { DiscordRest } from './rest.ts';

const overwrite = z.object({
  id: z.string(),
  type: z.number(),
  allow: z.string(),
  deny: z.string(),
});

const channel = z.object({
  id: z.string(),
  type: z.enum(ChannelType).catch(ChannelType.GuildText),
  guild_id: z.string().optional(),
  name: z.string().nullish(),
  topic: z.string().nullish(),
  parent_id: z.string().nullish(),
  permission_overwrites: z.array(overwrite).optional(),
});

const role = z.object({
  id: z.string(),
  name: z.string(),
  position: z.number(),
  permissions: z.string(),
  managed: z.boolean().default(false),
  tags: z.object({ bot_id: z.string().optional() }).optional(),
});

const user = z.object({
  id: z.string(),
  username: z.string(),
  global_name: z.string().nullish(),
  avatar: z.string().nullish(),
});

const member = z.object({
  user,
  nick: z.string().nullish(),
  avatar: z.string().nullish(),
  joined_at: z.string().nullish(),
  roles: z.array(z.string()),
  communication_disabled_until: z.string().nullish(),
});

const server = z.object({
  id: z.string(),
  name: z.string(),
  owner_id: z.string(),
  icon: z.string().nullish(),
  approximate_member_count: z.number().default(0),
});

/** A channel or thread, as far as it matters here; in Discord's words. */
export type ChannelFacts = z.infer<typeof channel>;
/** A role, as far as it matters here; in Discord's words. */
export type RoleFacts = z.infer<typeof role>;
/** A member, as far as it matters here; in Discord's words. */
export type MemberFacts = z.infer<typeof member>;

const keepMs = 30_000;
const keepDmMs = 3_600_000;
const most = 10_000;
const mostGuilds = 500;

/** A member's key is `guild/name`. */
const split = (key: string): [string, string] => {
  const at = key.indexOf('/');
  return [key.slice(0, at), key.slice(at + 1)];
};

/** Asks Discord about guilds, and remembers the answers for half a minute. Every question may reject as {@link DiscordRest.request} does. */
export const createGuildLookups = ({ rest, clock }: { rest: DiscordRest; clock: Clock }) => {
  const ask = async <Answer>(shape: z.ZodType<Answer>, path: string[], query?: Record<string, string>) => {
    const parsed = shape.safeParse(await rest.request({ method: 'GET', path, query }));
    if (parsed.success) return parsed.data;
    throw new AppError('discord-unavailable', "Discord's answer was not understood.", { cause: parsed.error });
  };
  // A channel never moves to another guild, so this is never out of date.
  const homes = new LRUCache<Snowflake, Snowflake>({ max: most });
  const learnHomes = (found: ChannelFacts[], guildId: Snowflake) => {
    for (const { id } of found) homes.set(id, guildId);
    return found;
  };

  return {
    homes,
    channel: createMemory({
      clock,
      keepMs,
      most,
      async load(id) {
        const found = await ask(channel, ['channels', id]);
        if (found.guild_id !== undefined) homes.set(id, found.guild_id);
        return found;
      },
    }),
    /** A guild's channels and its active threads. */
    channels: createMemory({
      clock,
      keepMs,
      most: mostGuilds,
      async load(guildId) {
        const [channels, { threads }] = await Promise.all([
          ask(z.array(channel), ['guilds', guildId, 'channels']),
          ask(z.object({ threads: z.array(channel) }), ['guilds', guildId, 'threads', 'active']),
        ]);
        return learnHomes([...channels, ...threads], guildId);
      },
    }),
    roles: createMemory({
      clock,
      keepMs,
      most: mostGuilds,
      load: (guildId) => ask(z.array(role), ['guilds', guildId, 'roles']),
    }),
    server: createMemory({
      clock,
      keepMs,
      most,
      load: (guildId) => ask(server, ['guilds', guildId], { with_counts: 'true' }),
    }),
    member: createMemory({
      clock,
      keepMs,
      most,
      load(key) {
        const [guildId, userId] = split(key);
        return ask(member, ['guilds', guildId, 'members', userId]);
      },
    }),
    /** Members whose name or nickname begins so. */
    memberSearch: createMemory({
      clock,
      keepMs,
      most,
      load(key) {
        const [guildId, query] = split(key);
        return ask(z.array(member), ['guilds', guildId, 'members', 'search'], { query, limit: '100' });
      },
    }),
    me: createMemory({ clock, keepMs: keepDmMs, most: 1, load: () => ask(user, ['users', '@me']) }),
    /** The id of the direct-message channel with a user. */
    dm: createMemory({
      clock,
      keepMs: keepDmMs,
      most,
      async load(userId) {
        const body = { recipient_id: userId };
        return channel.parse(await rest.request({ method: 'POST', path: ['users', '@me', 'channels'], body })).id;
      },
    }),
  };
};

/** What {@link createGuildLookups} gives. */
export type GuildLookups = ReturnType<typeof createGuildLookups>;
