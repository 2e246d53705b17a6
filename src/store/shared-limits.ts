import type { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';

/** Places that several processes share, each taken for a while. */
export type SharedPlaces = {
  /**
   * Waits for a place, also while Redis is away; the function given back says in how many ms it is free again. Rejects
   * with `stopping` once `signal` aborts or the connection is closed for good.
   */
  take(signal?: AbortSignal): Promise<(freeInMs: number) => void>;
};

/** What several processes know together of requests that went wrong. */
export type SharedBrake = {
  /** Lets one more request out, or says for how many ms none may. `invalid`: how many went wrong in the window. */
  enter(): Promise<{ waitMs: number } | { invalid: number; leave(isInvalid: boolean): void }>;
  /** From now on and for so long (ms) nobody sends anything. */
  hold(ms: number): void;
};

/** Redis' own clock counts, so that machines whose clocks differ agree. Numbers are written out: Lua would round them. */
const begin = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function text(number) return string.format('%.0f', number) end
`;
const takeScript = `${begin}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now))
if redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[1]) then
  local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return {'', math.max(1, tonumber(first[2]) - now)}
end
local place = text(redis.call('INCR', KEYS[2]))
redis.call('ZADD', KEYS[1], text(now + ARGV[2]), place)
return {place, 0}`;
const freeScript = `${begin}
return redis.call('ZADD', KEYS[1], 'XX', text(now + ARGV[2]), ARGV[1])`;
const enterScript = `${begin}
local held = redis.call('PTTL', KEYS[3])
if held > 0 then return {'', held} end
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', text(now))
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', text(now))
local invalid = redis.call('ZCARD', KEYS[1])
if invalid >= tonumber(ARGV[1]) then
  local first = redis.call('ZRANGE', KEYS[1], 0, 0, 'WITHSCORES')
  return {'', math.max(1, tonumber(first[2]) - now)}
end
if invalid + redis.call('ZCARD', KEYS[2]) >= tonumber(ARGV[1]) then return {'', tonumber(ARGV[3])} end
local entry = text(redis.call('INCR', KEYS[4]))
redis.call('ZADD', KEYS[2], text(now + ARGV[2]), entry)
return {entry, invalid}`;
const leaveScript = `${begin}
redis.call('ZREM', KEYS[2], ARGV[1])
if ARGV[2] == '1' then redis.call('ZADD', KEYS[1], text(now + ARGV[3]), ARGV[1]) end
return 1`;
const holdScript = `
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[1]) then redis.call('SET', KEYS[1], '1', 'PX', ARGV[1]) end
return 1`;

const longestPollMs = 25;
const awayMs = 250;
const crowdedMs = 250;

const pairOf = (value: unknown): [string, number] => {
  const pair: unknown[] = Array.isArray(value) ? value : [];
  const [name, number] = pair;
  return [typeof name === 'string' ? name : '', Number(number)];
};

/** `prefix` begins all keys; a place that a dead process took is free again after `longestMs`. */
export type SharedPlacesOptions = { client: Redis; prefix: string; most: number; longestMs: number; clock: Clock };

/** Places in Redis: at most `most` are taken at any moment, whichever processes take them. */
export const createSharedPlaces = (options: SharedPlacesOptions): SharedPlaces => {
  const { client, prefix, most, longestMs, clock } = options;
  const [taken, count] = [`{${prefix}}:places`, `{${prefix}}:places:count`];
  // One of a process asks at a time, in the order in which they came.
  let last: Promise<unknown> = Promise.resolve();

  const ask = async (signal: AbortSignal | undefined): Promise<(freeInMs: number) => void> => {
    for (;;) {
      if (signal?.aborted === true || client.status === 'end')
        throw new AppError('stopping', 'This was called off before it was sent.');
      const answer = await client.eval(takeScript, 2, taken, count, most, longestMs).catch(() => ['', awayMs]);
      const [place, waitMs] = pairOf(answer);
      if (place !== '') {
        return (freeInMs) => void client.eval(freeScript, 1, taken, place, Math.ceil(freeInMs)).catch(() => undefined);
      }
      await new Promise<void>((resolve) => clock.after(Math.min(waitMs, longestPollMs), resolve));
    }
  };
  return {
    async take(signal) {
      const mine = last.then(async () => ask(signal));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
};

/** How many requests may go wrong within `windowMs`; one whose process died counts as under way for `longestMs`. */
export type SharedBrakeOptions = { client: Redis; prefix: string; budget: number; windowMs: number; longestMs: number };

/** A brake in Redis; while Redis is away it lets everything out, since each process has its own brake as well. */
export const createSharedBrake = ({ client, prefix, budget, windowMs, longestMs }: SharedBrakeOptions): SharedBrake => {
  const key = (name: string) => `{${prefix}}:brake:${name}`;
  const [invalidKey, underWay, held, count] = [key('invalid'), key('under-way'), key('held'), key('count')];
  return {
    async enter() {
      const answer = await client
        .eval(enterScript, 4, invalidKey, underWay, held, count, budget, longestMs, crowdedMs)
        .catch(() => undefined);
      if (answer === undefined) return { invalid: 0, leave: () => undefined };
      const [entry, number] = pairOf(answer);
      if (entry === '') return { waitMs: number };
      return {
        invalid: number,
        leave: (isInvalid) =>
          void client
            .eval(leaveScript, 2, invalidKey, underWay, entry, isInvalid ? '1' : '0', windowMs)
            .catch(() => undefined),
      };
    },
    hold: (ms) => void client.eval(holdScript, 1, held, Math.ceil(ms)).catch(() => undefined),
  };
};
