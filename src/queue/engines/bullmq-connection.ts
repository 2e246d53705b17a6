import { Redis } from 'ioredis';
import type { AppError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { redisError as errorOf } from '../../store/redis-errors.ts';

/** Nothing is waited for longer than this, so that a caller hears in time that Redis is away. */
const answerMs = 1_500;
const longestPauseMs = 500;

/** What Redis or its client threw as an AppError `storage-unavailable` that says what to do. */
export const redisError = (cause: unknown): AppError => errorOf('The queue', cause);

/** A connection to Redis or Valkey; comes back by itself for as long as it is not closed. */
export type RedisConnection = { client: Redis; close(): void };

/** Where a connection goes and what it is for; `failFast`: what cannot be answered now is refused instead of waiting. */
export type RedisConnectionOptions = { redisUrl: string; log: Logger; failFast: boolean };

/**
 * Connects. The options are ioredis': https://redis.github.io/ioredis/interfaces/CommonRedisOptions.html
 * @throws AppError `storage-unavailable` when there is no answer at first.
 */
export const connectRedis = async ({ redisUrl, log, failFast }: RedisConnectionOptions): Promise<RedisConnection> => {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: answerMs,
    retryStrategy: (times) => Math.min(times * 50, longestPauseMs),
    ...(failFast
      ? {
          enableOfflineQueue: false,
          maxRetriesPerRequest: 0,
          autoResendUnfulfilledCommands: false,
          commandTimeout: answerMs,
        }
      : { maxRetriesPerRequest: null }),
  });
  // BullMQ waits for tokens on a copy that it does not close while Redis is away.
  const copies: Redis[] = [];
  const copy = client.duplicate.bind(client);
  client.duplicate = (options) => {
    const made = copy(options);
    copies.push(made);
    return made;
  };
  let isAway = false;
  client.on('error', (error: unknown) => {
    if (!isAway) log.warn({ error }, 'Redis is away; trying to reach it again and again');
    isAway = true;
  });
  client.on('ready', () => {
    if (isAway) log.info({}, 'Redis is back');
    isAway = false;
  });
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw redisError(error);
  }
  return {
    client,
    close() {
      for (const one of [client, ...copies]) one.disconnect();
    },
  };
};
