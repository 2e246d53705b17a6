import type { Json } from '../domain/json.ts';
import type { Snowflake } from '../domain/snowflake.ts';

/** The methods of Discord's REST API. */
export type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** What goes along with a call: a JSON body, query parameters, the reason shown in the audit log. */
export type DoorRequest = { body?: Json; query?: Record<string, string>; reason?: string };

/** What built-in tokens tell of a guild and what is in it; texts as people see them. */
export type GuildFacts = {
  server(): Promise<{ id: Snowflake; name: string; members: number; icon: string }>;
  channel(id: Snowflake): Promise<{ id: Snowflake; name: string; topic: string; mention: string }>;
  member(
    id: Snowflake,
  ): Promise<{ id: Snowflake; name: string; username: string; mention: string; joined_at: string; avatar: string }>;
  bot(): Promise<{ id: Snowflake; name: string; mention: string }>;
};

/**
 * The only ways by which an action reaches Discord, all of them inside one guild. A path is a list of segments
 * below the door (`['messages', id]`); a segment that is empty or only dots is refused.
 * Every call rejects with an AppError: `discord-unavailable` and `discord-rate-limited` may be tried again, all others
 * are final and say in an admin's words what to change.
 */
export type Doors = {
  guildId: Snowflake;
  /** `/guilds/{this guild}/…` */
  guild(method: Method, path: string[], request?: DoorRequest): Promise<unknown>;
  /** `/channels/{id}/…`, once the channel or thread is proven to be in this guild; `unknown-channel` otherwise. */
  channel(id: Snowflake, method: Method, path: string[], request?: DoorRequest): Promise<unknown>;
  /** The direct-message channel with a member of this guild; `unknown-member` for anyone else. */
  dm(memberId: Snowflake, method: Method, path: string[], request?: DoorRequest): Promise<unknown>;
  /** An id, `<#id>`, `#name` or name → the id of a channel or thread of this guild. */
  resolveChannel(reference: string): Promise<Snowflake>;
  /** An id, `<@&id>`, `@name` or name → the id of a role of this guild. */
  resolveRole(reference: string): Promise<Snowflake>;
  /** An id, `<@id>`, `<@!id>` or exact username → the id of a member of this guild. */
  resolveMember(reference: string): Promise<Snowflake>;
  facts: GuildFacts;
};

/** Opens the doors of one guild; `signal` calls every request off. */
export type OpenDoors = (guildId: Snowflake, signal?: AbortSignal) => Doors;
