import type { GuildSettings } from '../domain/guild-settings.ts';
import type { KeyRecord } from '../domain/key.ts';
import type { Snowflake } from '../domain/snowflake.ts';
import type { Webhook } from '../domain/webhook.ts';

/**
 * What one kind of record can be asked for. Reads of what was read lately come from memory; a change is seen at once.
 * Every method rejects with AppError `storage-unavailable` when the store fails; nothing is ever taken for absent because of a fault.
 */
export type Repository<Stored extends { id: string; guildId: Snowflake }> = {
  get(id: string): Promise<Stored | undefined>;
  /** All of a guild's, by name or label, then age. */
  list(guildId: Snowflake): Promise<Stored[]>;
  /**
   * Adds one. Writers of one guild take turns, and `check` sees the guild's others before it is written: what it
   * throws stops it and changes nothing.
   */
  create(record: Stored, check?: (others: Stored[]) => void): Promise<void>;
  /** Replaces it by what `change` makes of it, under the guild's turn; `undefined` when there is none. `change` may throw. */
  update(id: string, change: (current: Stored, others: Stored[]) => Stored): Promise<Stored | undefined>;
  /** Whether there was one to delete. */
  delete(id: string): Promise<boolean>;
};

/** What the program keeps of a guild: whether the bot is in it, and when it came or left (ms since 1970). */
export type GuildRecord = { id: Snowflake; guildId: Snowflake; active: boolean; since: number };

/** Everything that is stored except deliveries. */
export type Store = {
  webhooks: Repository<Webhook>;
  keys: Repository<KeyRecord>;
  guilds: Repository<GuildRecord>;
  /** One record a guild, by the guild's id; none until something was set. */
  settings: Repository<GuildSettings>;
  /** Small facts of the program itself, such as the digest of the commands registered last. */
  facts: { get(name: string): Promise<string | undefined>; set(name: string, value: string): Promise<void> };
  /** Ids of all guilds ever stored. */
  guildIds(): Promise<Snowflake[]>;
  close(): Promise<void>;
};
