import type {
  APIApplicationCommand,
  APIBan,
  APIChannel,
  APIGuildMember,
  APIMessage,
  APIRole,
  APIUser,
  GuildMemberFlags,
} from 'discord-api-types/v10';
import type { Snowflake } from '../domain/snowflake.ts';

/** A guild of the sandbox, in Discord's own shapes. Maps are by id. */
export type SandboxGuild = {
  id: Snowflake;
  name: string;
  ownerId: Snowflake;
  icon: string | null;
  description: string | null;
  channels: Map<Snowflake, APIChannel>;
  roles: Map<Snowflake, APIRole>;
  members: Map<Snowflake, SandboxMember>;
  bans: Map<Snowflake, APIBan>;
  /** Guild commands by id. */
  commands: Map<Snowflake, APIApplicationCommand>;
  /** Made unavailable by a fault: an outage. */
  unavailable: boolean;
};

/** A member with its user, always present here. */
export type SandboxMember = APIGuildMember & { user: APIUser; flags: GuildMemberFlags };

/** Something that happened, as the gateway would tell it; `guildId` where it belongs to a guild. */
export type WorldEvent = { type: string; data: unknown; guildId: Snowflake | undefined };

/** An effect that a request had: the ledger that tests compare with what callers were told. */
export type LedgerEntry = {
  at: number;
  method: string;
  path: string;
  /** The channel or guild it touched. */
  target: Snowflake;
  /** Such as `message-created`, `message-edited`, `role-added`. */
  effect: string;
  messageId?: Snowflake;
  content?: string;
  nonce?: string;
  userId?: Snowflake;
  roleId?: Snowflake;
  /** What `X-Audit-Log-Reason` said. */
  reason?: string;
  /** Whom a message notified; absent when it notified nobody. */
  pinged?: Pinged;
};

/** Whom a message notified. `everyone`: @everyone or @here. */
export type Pinged = { everyone: boolean; users: Snowflake[]; roles: Snowflake[] };

/** The whole state of the stand-in for Discord. Plain data and the four functions that keep it consistent. */
export type World = {
  token: string;
  applicationId: Snowflake;
  bot: APIUser;
  /** Privileged intents that the application has switched on, as bits of `GatewayIntentBits`; a new application has none. */
  privileged: number;
  users: Map<Snowflake, APIUser>;
  guilds: Map<Snowflake, SandboxGuild>;
  /** Direct-message channels by id, each with its recipient. */
  dms: Map<Snowflake, { channel: APIChannel; recipientId: Snowflake; closed: boolean }>;
  /** Messages by channel id, oldest first. */
  messages: Map<Snowflake, APIMessage[]>;
  /** When each pinned message was pinned, ms since 1970, by its id. */
  pins: Map<Snowflake, number>;
  /** Global commands by id. */
  commands: Map<Snowflake, APIApplicationCommand>;
  ledger: LedgerEntry[];
  /** Messages sent with `enforce_nonce`, by `<channel id>:<author id>:<nonce>`; `at` in ms since 1970. */
  nonces: Map<string, { messageId: Snowflake; at: number }>;
  /** Requests (`POST /channels/1/webhooks`) that no route is written for; a test that finds one here fails. */
  unmodelled: string[];
  now(): number;
  /** A number from 0 up to 1, for session ids and tokens. */
  random(): number;
  /** A new snowflake, greater than every earlier one. */
  nextId(): Snowflake;
  /** Tells every listener, in order; they get a copy that nothing changes later. */
  dispatch(event: WorldEvent): void;
  /** Hears every event from now on; the returned function ends that. */
  listen(listener: (event: WorldEvent) => void): () => void;
};
