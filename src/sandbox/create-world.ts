import type { Snowflake } from '../domain/snowflake.ts';
import { makeUser } from './shapes.ts';
import type { World, WorldEvent } from './world.ts';

/** The application, and its bot user, of every sandbox. Fixed, so that a data directory fits after a restart. */
export const sandboxApplicationId: Snowflake = '1456000000000000001';

/** The token of the sandbox's bot: shaped like Discord's own, made of public parts, worth nothing. */
export const sandboxToken = [
  Buffer.from(sandboxApplicationId).toString('base64url'),
  'Gabcde',
  'sandbox'.repeat(4),
].join('.');

/** https://docs.discord.com/developers/reference#snowflakes */
const discordEpochMs = 1_420_070_400_000n;

/** When what has this id was made, ms since 1970. */
export const madeAt = (id: Snowflake): number => Number((BigInt(id) >> 22n) + discordEpochMs);

/** Ids of the demo guild are below it, ids made later above. */
const firstFreeId = 1_456_000_000_001_000_000n;

/** What {@link createWorld} needs; `random` gives a number from 0 up to 1, `privileged` are bits of `GatewayIntentBits`. */
export type WorldOptions = { now: () => number; token?: string; random?: () => number; privileged?: number };

/** An empty Discord that knows one application and its bot. Guilds are added to `guilds`, such as by `addDemoGuild`. */
export const createWorld = (options: WorldOptions): World => {
  const { now, token = sandboxToken, random = () => 0.5, privileged = 0 } = options;
  const listeners = new Set<(event: WorldEvent) => void>();
  let lastId = firstFreeId;
  const bot = makeUser({ id: sandboxApplicationId, username: 'Guildhook', bot: true });
  return {
    token,
    applicationId: sandboxApplicationId,
    privileged,
    bot,
    users: new Map([[bot.id, bot]]),
    guilds: new Map(),
    dms: new Map(),
    messages: new Map(),
    pins: new Map(),
    commands: new Map(),
    ledger: [],
    nonces: new Map(),
    unmodelled: [],
    now,
    random,
    nextId() {
      const fromTime = (BigInt(Math.trunc(now())) - discordEpochMs) << 22n;
      lastId = fromTime > lastId ? fromTime : lastId + 1n;
      return String(lastId);
    },
    dispatch(event) {
      if (listeners.size === 0) return;
      const snapshot = structuredClone(event);
      for (const listener of listeners) listener(snapshot);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
};
