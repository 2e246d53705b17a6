import { ChannelType } from 'discord-api-types/v10';
import type { DoorRequest, Method, OpenDoors } from '../actions/doors.ts';
import type { Clock } from '../clock.ts';
import { isSnowflake, type Snowflake } from '../domain/snowflake.ts';
import { AppError } from '../errors.ts';
import { explainRefusal } from './explain.ts';
import { findByName, quoted } from './find-by-name.ts';
import { createGuildFacts } from './guild-facts.ts';
import { createGuildLookups } from './guild-lookups.ts';
import type { DiscordRest } from './rest.ts';
import { cannotDm, unknownChannel, unknownMember, unknownRole } from './rest-errors.ts';

/** What {@link createOpenDoors} needs; `botId` is the bot's user id. */
export type OpenDoorsContext = { rest: DiscordRest; clock: Clock; botId: Snowflake };

/** How often at most (ms) what is remembered of a guild is looked up again because a name was not found. */
const againMs = 5_000;

const isCategory = ({ type }: { type: ChannelType }) => type === ChannelType.GuildCategory;

const nameOf = (reference: string, sign: string) => (reference.startsWith(sign) ? reference.slice(1) : reference);

/**
 * Opens doors into guilds. What Discord tells of a guild is shared by all its doors and remembered for half a minute;
 * `forget` is called when the gateway tells that something changed.
 */
export const createOpenDoors = ({
  rest,
  clock,
  botId,
}: OpenDoorsContext): {
  open: OpenDoors;
  forget: (guildId: Snowflake, what?: { channelId?: Snowflake | undefined }) => void;
} => {
  const lookups = createGuildLookups({ rest, clock });

  const open: OpenDoors = (guildId, signal) => {
    const home = async (id: Snowflake): Promise<void> => {
      if (!isSnowflake(id)) throw unknownChannel();
      if (!lookups.homes.has(id)) {
        try {
          await lookups.channel.get(id, { signal });
        } catch (error) {
          if (!(error instanceof AppError) || !['missing-permission', 'unknown-channel'].includes(error.code))
            throw error;
          // Discord hides a channel that the bot may not see; the guild's own list still has it.
          if (error.code === 'missing-permission') await lookups.channels.get(guildId, { signal, maxAgeMs: againMs });
        }
      }
      if (lookups.homes.get(id) !== guildId) throw unknownChannel();
    };

    const through = async (
      { prefix, channelId }: { prefix: string[]; channelId?: Snowflake },
      method: Method,
      { path, request = {} }: { path: string[]; request?: DoorRequest | undefined },
    ): Promise<unknown> => {
      try {
        return await rest.request({ method, path: [...prefix, ...path], ...request, signal });
      } catch (error) {
        if (!(error instanceof AppError) || error.code !== 'missing-permission') throw error;
        throw await explainRefusal({
          error,
          call: { method, path, body: request.body },
          channelId,
          guildId,
          botId,
          lookups,
          now: clock.now(),
        });
      }
    };

    /** Finds in a list that is looked up again once when what is sought is not there. */
    const find = async <Thing, Found>(
      memory: { get(key: string, options: { signal: AbortSignal | undefined; maxAgeMs?: number }): Promise<Thing[]> },
      pick: (things: Thing[]) => Found | undefined,
    ): Promise<Found | undefined> =>
      pick(await memory.get(guildId, { signal })) ?? pick(await memory.get(guildId, { signal, maxAgeMs: againMs }));

    return {
      guildId,
      guild: (method, path, request) => through({ prefix: ['guilds', guildId] }, method, { path, request }),
      async channel(id, method, path, request) {
        await home(id);
        return through({ prefix: ['channels', id], channelId: id }, method, { path, request });
      },
      async dm(memberId, method, path, request = {}) {
        if (!isSnowflake(memberId)) throw unknownMember();
        if (memberId === botId) throw cannotDm();
        await lookups.member.get(`${guildId}/${memberId}`, { signal });
        const id = await lookups.dm.get(memberId, { signal });
        return rest.request({ method, path: ['channels', id, ...path], ...request, signal });
      },
      async resolveChannel(reference) {
        const text = reference.trim();
        const id = /^<#(\d+)>$/.exec(text)?.[1] ?? text;
        if (isSnowflake(id)) {
          await home(id);
          return id;
        }
        const name = nameOf(text, '#');
        const found = await find(lookups.channels, (channels) => {
          return (
            findByName(
              channels.filter((channel) => !isCategory(channel)),
              name,
              'channels or threads',
            ) ?? findByName(channels.filter(isCategory), name, 'categories')
          );
        });
        if (found !== undefined) return found.id;
        throw new AppError('unknown-channel', `This server has no channel or active thread called ${quoted(name)}.`);
      },
      async resolveRole(reference) {
        const text = reference.trim();
        const id = /^<@&(\d+)>$/.exec(text)?.[1] ?? text;
        if (isSnowflake(id)) {
          const known = await find(lookups.roles, (roles) => roles.find((role) => role.id === id));
          if (known === undefined) throw unknownRole();
          return id;
        }
        const found = await find(
          lookups.roles,
          (roles) => findByName(roles, text, 'roles') ?? findByName(roles, nameOf(text, '@'), 'roles'),
        );
        if (found !== undefined) return found.id;
        throw new AppError('unknown-role', `This server has no role called ${quoted(nameOf(text, '@'))}.`);
      },
      async resolveMember(reference) {
        const text = reference.trim();
        const id = /^<@!?(\d+)>$/.exec(text)?.[1] ?? text;
        // No proof is needed: every door that takes it leads to members of this guild alone.
        if (isSnowflake(id)) return id;
        const name = nameOf(text, '@');
        if (name === '') throw unknownMember();
        const members = await lookups.memberSearch.get(`${guildId}/${name.toLowerCase()}`, { signal });
        const found = findByName(
          members.map(({ user }) => ({ id: user.id, name: user.username })),
          name,
          'members',
        );
        if (found !== undefined) return found.id;
        throw new AppError('unknown-member', `No member of this server has the username ${quoted(name)}.`);
      },
      facts: createGuildFacts({ lookups, guildId, signal, home }),
    };
  };

  return {
    open,
    forget(guildId, { channelId } = {}) {
      rest.reconsider();
      lookups.channels.forget(guildId);
      if (channelId !== undefined) return lookups.channel.forget(channelId);
      lookups.roles.forget(guildId);
      lookups.server.forget(guildId);
      lookups.member.forget(`${guildId}/${botId}`);
    },
  };
};
