import type { Snowflake } from '../domain/snowflake.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { GuildRecord, Store } from './repositories.ts';

/** Which guilds are served: those that the bot is in, or the one of `DISCORD_GUILD_ID` alone. */
export type ServedGuilds = {
  /** From memory: whether keys and commands of this guild count. */
  isServing(guildId: Snowflake): boolean;
  joined(guildId: Snowflake): Promise<void>;
  /** The bot was removed: the guild's keys are deleted, so that they stay invalid should it come back; its webhooks are kept. */
  left(guildId: Snowflake): Promise<void>;
  /** All guilds that the bot is in, as the gateway says at login; what is missing was left while we were away. */
  known(guildIds: readonly Snowflake[]): Promise<void>;
};

/** What {@link openServedGuilds} needs; `only` is `DISCORD_GUILD_ID`. */
export type ServedGuildsContext = {
  store: Pick<Store, 'guilds' | 'guildIds' | 'keys'>;
  only: Snowflake | undefined;
  clock: Clock;
  log: Logger;
};

/** Reads which guilds are served, so that calls are taken before the gateway has connected. */
export const openServedGuilds = async ({ store, only, clock, log }: ServedGuildsContext): Promise<ServedGuilds> => {
  const active = new Set<Snowflake>();
  for (const id of await store.guildIds()) {
    if ((await store.guilds.get(id))?.active) active.add(id);
  }

  const write = async (id: Snowflake, isActive: boolean) => {
    const record: GuildRecord = { id, guildId: id, active: isActive, since: clock.now() };
    const updated = await store.guilds.update(id, (current) => (current.active === isActive ? current : record));
    if (updated === undefined) await store.guilds.create(record);
  };

  const joined = async (guildId: Snowflake) => {
    if (active.has(guildId)) return;
    await write(guildId, true);
    active.add(guildId);
    log.info({ guild: guildId }, 'serving a guild');
  };
  const left = async (guildId: Snowflake) => {
    active.delete(guildId);
    for (const key of await store.keys.list(guildId)) await store.keys.delete(key.id);
    await write(guildId, false);
    log.info({ guild: guildId }, 'removed from a guild; its keys are no longer valid');
  };

  return {
    isServing: (guildId) => active.has(guildId) && (only === undefined || only === guildId),
    joined,
    left,
    known: async (guildIds) => {
      for (const id of guildIds) await joined(id);
      const here = new Set(guildIds);
      for (const id of active) if (!here.has(id)) await left(id);
    },
  };
};
