import { Mutex } from 'async-mutex';
import type { Snowflake } from '../domain/snowflake.ts';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { GuildRecord, Store } from './repositories.ts';

/** Which guilds are served: those that the bot is in, or the one of `DISCORD_GUILD_ID` alone. */
export type ServedGuilds = {
  /** Whether keys of this guild count; rejects as the store does. */
  isServing(guildId: Snowflake): Promise<boolean>;
  joined(guildId: Snowflake): Promise<void>;
  /** The bot was removed: the guild's keys are deleted, so that they stay invalid should it come back; its webhooks are kept. */
  left(guildId: Snowflake): Promise<void>;
  /** All guilds that the bot is in, as the gateway says at login; what is missing was left while we were away. */
  known(guildIds: readonly Snowflake[]): Promise<void>;
};

/** What {@link createServedGuilds} needs; `only` is `DISCORD_GUILD_ID`. */
export type ServedGuildsContext = {
  store: Pick<Store, 'guilds' | 'guildIds' | 'keys'>;
  only: Snowflake | undefined;
  clock: Clock;
  log: Logger;
};

/** Keeps the guilds' records; what one process writes down, all others go by. */
export const createServedGuilds = ({ store, only, clock, log }: ServedGuildsContext): ServedGuilds => {
  // What is told later is written later, however long writing takes.
  const inOrder = new Mutex();
  const isActive = async (guildId: Snowflake) => (await store.guilds.get(guildId))?.active === true;

  const write = async (id: Snowflake, active: boolean) => {
    const record: GuildRecord = { id, guildId: id, active, since: clock.now() };
    const updated = await store.guilds.update(id, (current) => (current.active === active ? current : record));
    if (updated === undefined) await store.guilds.create(record);
  };

  const joined = async (guildId: Snowflake) => {
    if (await isActive(guildId)) return;
    await write(guildId, true);
    log.info({ guild: guildId }, 'serving a guild');
  };
  const left = async (guildId: Snowflake) => {
    // In this order, so that a crash in between leaves a guild that is left once more.
    for (const key of await store.keys.list(guildId)) await store.keys.delete(key.id);
    await write(guildId, false);
    log.info({ guild: guildId }, 'removed from a guild; its keys are no longer valid');
  };

  return {
    isServing: async (guildId) => (only === undefined || only === guildId) && isActive(guildId),
    joined: async (guildId) => inOrder.runExclusive(async () => joined(guildId)),
    left: async (guildId) => inOrder.runExclusive(async () => left(guildId)),
    known: async (guildIds) =>
      inOrder.runExclusive(async () => {
        for (const id of guildIds) await joined(id);
        const here = new Set(guildIds);
        for (const id of await store.guildIds()) if (!here.has(id) && (await isActive(id))) await left(id);
      }),
  };
};
