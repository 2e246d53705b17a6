import { GatewayDispatchEvents, GatewayIntentBits, GatewayOpcodes, PermissionFlagsBits } from 'discord-api-types/v10';
import type { Snowflake } from '../domain/snowflake.ts';
import { permissionsOf } from './access.ts';
import { channelOf, isWanted, withoutContent } from './gateway-intents.ts';
import type { World, WorldEvent } from './world.ts';

const guildDelete: string = GatewayDispatchEvents.GuildDelete;

/** How many events a session keeps for RESUME; who missed more must identify again. */
export const replayLimit = 1000;

/** One session: numbers the events that its client wants, keeps the latest, and sends while a connection is attached. */
export type Session = {
  readonly id: string;
  readonly shard: readonly [number, number];
  readonly intents: number;
  /** The number of the latest event. */
  seq(): number;
  /** Tells the client, now or on RESUME, if its intents and shard want the event. */
  receive(event: WorldEvent): void;
  /** Sends to this client alone, whatever its intents, as with READY or member chunks. */
  push(type: string, data: unknown): void;
  /** From now on frames go to `send`. The returned function ends that; false when another connection had taken over. */
  attach(send: (frame: string) => void): () => boolean;
  isAttached(): boolean;
  /** Sends everything after `seq` again; false when that is no longer known. */
  replay(seq: number): boolean;
};

/** The shard of a guild: https://docs.discord.com/developers/events/gateway#sharding */
const shardOf = (guildId: Snowflake, count: number) => Number((BigInt(guildId) >> 22n) % BigInt(count));

/** A session that has just been identified. */
export const createSession = ({
  id,
  intents,
  shard,
  world,
}: {
  id: string;
  intents: number;
  shard: readonly [number, number];
  world: World;
}): Session => {
  let seq = 0;
  let send: ((frame: string) => void) | undefined;
  const kept: { seq: number; frame: string }[] = [];

  const push = (type: string, data: unknown) => {
    seq += 1;
    const frame = JSON.stringify({ op: GatewayOpcodes.Dispatch, t: type, s: seq, d: data });
    kept.push({ seq, frame });
    if (kept.length > replayLimit) kept.shift();
    send?.(frame);
  };

  const isHere = ({ guildId, type }: WorldEvent) => {
    const [index, count] = shard;
    if (guildId === undefined) return index === 0;
    const guild = world.guilds.get(guildId);
    if (guild?.unavailable === true && type !== guildDelete) return false;
    return shardOf(guildId, count) === index;
  };
  /** Of messages in channels that are hidden from the bot it is told nothing. */
  const isVisible = (event: WorldEvent) => {
    const guild = world.guilds.get(event.guildId ?? '');
    const channel = guild?.channels.get(channelOf(event) ?? '');
    if (guild === undefined || channel === undefined) return true;
    return (permissionsOf(world, guild, world.bot.id, channel) & PermissionFlagsBits.ViewChannel) !== 0n;
  };

  return {
    id,
    shard,
    intents,
    push,
    seq: () => seq,
    receive(event) {
      if (!isHere(event) || !isWanted(event, intents, world.bot.id) || !isVisible(event)) return;
      const seesContent = (intents & GatewayIntentBits.MessageContent) !== 0;
      push(event.type, (seesContent ? event : withoutContent(event, world.bot.id)).data);
    },
    attach(to) {
      send = to;
      return () => {
        if (send !== to) return false;
        send = undefined;
        return true;
      };
    },
    isAttached: () => send !== undefined,
    replay(from) {
      const oldest = kept[0]?.seq ?? seq + 1;
      if (from > seq || from + 1 < oldest) return false;
      for (const { frame } of kept.filter((event) => event.seq > from)) send?.(frame);
      return true;
    },
  };
};
