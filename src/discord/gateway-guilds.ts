import { GatewayDispatchEvents, type GatewayDispatchPayload } from 'discord-api-types/v10';
import type { Snowflake } from '../domain/snowflake.ts';

/** What is told of guilds. */
export type GuildEvents = {
  guildJoined(guildId: Snowflake): void;
  guildLeft(guildId: Snowflake): void;
  /** All guilds that the bot is in, whenever a connection begins anew. */
  guildsKnown(guildIds: Snowflake[]): void;
  /** Something in the guild changed that was perhaps looked up before: one channel, or anything. */
  changed(guildId: Snowflake, what: { channelId?: Snowflake }): void;
};

const ofRoles = [
  GatewayDispatchEvents.GuildRoleCreate,
  GatewayDispatchEvents.GuildRoleUpdate,
  GatewayDispatchEvents.GuildRoleDelete,
  // Without the intent for members only the bot's own changes are told.
  GatewayDispatchEvents.GuildMemberUpdate,
] as const;

const ofChannel = [
  GatewayDispatchEvents.ChannelCreate,
  GatewayDispatchEvents.ChannelUpdate,
  GatewayDispatchEvents.ChannelDelete,
  GatewayDispatchEvents.ThreadCreate,
  GatewayDispatchEvents.ThreadUpdate,
  GatewayDispatchEvents.ThreadDelete,
] as const;

type Payload<Name> = Extract<GatewayDispatchPayload, { t: Name }>;

const isOfRoles = (payload: GatewayDispatchPayload): payload is Payload<(typeof ofRoles)[number]> =>
  ofRoles.some((name) => name === payload.t);

const isOfChannel = (payload: GatewayDispatchPayload): payload is Payload<(typeof ofChannel)[number]> =>
  ofChannel.some((name) => name === payload.t);

/** Learns from the gateway's events which guilds the bot is in, and what changes in them. */
export const createGuildWatch = ({
  on,
  shardIds,
}: {
  on: GuildEvents;
  shardIds: () => readonly number[];
}): ((payload: GatewayDispatchPayload, shardId: number) => void) => {
  const guilds = new Map<number, Set<Snowflake>>();
  const isKnown = (guildId: Snowflake) => [...guilds.values()].some((ids) => ids.has(guildId));

  const begin = (shardId: number, ids: Snowflake[]) => {
    guilds.set(shardId, new Set(ids));
    if (shardIds().every((id) => guilds.has(id))) on.guildsKnown([...guilds.values()].flatMap((all) => [...all]));
  };
  const appear = (shardId: number, guildId: Snowflake) => {
    if (isKnown(guildId)) {
      on.changed(guildId, {});
      return;
    }
    guilds.set(shardId, (guilds.get(shardId) ?? new Set()).add(guildId));
    on.guildJoined(guildId);
  };
  const vanish = (guildId: Snowflake, unavailable: boolean | undefined) => {
    // An outage, not a farewell: https://docs.discord.com/developers/events/gateway-events#guild-delete
    if (unavailable === true) return;
    for (const ids of guilds.values()) ids.delete(guildId);
    on.guildLeft(guildId);
  };

  return (payload, shardId) => {
    if (payload.t === GatewayDispatchEvents.Ready) {
      begin(
        shardId,
        payload.d.guilds.map(({ id }) => id),
      );
    } else if (payload.t === GatewayDispatchEvents.GuildCreate) appear(shardId, payload.d.id);
    else if (payload.t === GatewayDispatchEvents.GuildDelete) vanish(payload.d.id, payload.d.unavailable);
    else if (payload.t === GatewayDispatchEvents.GuildUpdate) on.changed(payload.d.id, {});
    else if (isOfRoles(payload)) on.changed(payload.d.guild_id, {});
    else if (isOfChannel(payload) && payload.d.guild_id !== undefined) {
      on.changed(payload.d.guild_id, { channelId: payload.d.id });
    }
  };
};
