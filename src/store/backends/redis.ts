import { createClient, default as KeyvRedis } from '@keyv/redis';
import { Keyv } from 'keyv';
import type { Clock } from '../../clock.ts';
import { AppError } from '../../errors.ts';
import type { Logger } from '../../logger.ts';
import { redisError } from '../redis-errors.ts';
import { createShelf, type Backend, type Shelf, type Writer } from '../shelf.ts';
import { createRedisTurns } from './redis-turns.ts';

/** Nothing is waited for longer than this (ms), so that a caller hears in time that Redis is away. */
const answerMs = 1_500;
const longestPauseMs = 500;
const scanStep = 1_000;

/** Where collections are kept; `prefix` is what all keys begin with, in braces so that a cluster keeps them on one node. */
export type RedisBackendOptions = { redisUrl: string; prefix?: string; clock: Clock; log: Logger };

/** Collections in Redis or Valkey, shared by every process that opens them. The only file that knows Keyv's Redis adapter. */
export const createRedisBackend = ({ redisUrl, prefix = 'guildhook', clock, log }: RedisBackendOptions): Backend => {
  let isAway = false;
  let wasConnected = false;
  const client = createClient({
    url: redisUrl,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: answerMs,
      // At the start a wrong address is told at once; later it is tried again for as long as it takes.
      reconnectStrategy: (times, cause) => (wasConnected ? Math.min(times * 50, longestPauseMs) : cause),
    },
  });
  client.on('error', (error: unknown) => {
    if (!isAway) log.warn({ error }, 'Redis is away; trying to reach it again and again');
    isAway = true;
  });
  client.on('ready', () => {
    if (isAway) log.info({}, 'Redis is back');
    [isAway, wasConnected] = [false, true];
  });
  let connecting: Promise<unknown> | undefined;
  let opened = 0;

  /** Whatever `ask` does, it ends in time, and with an error that says what to do. */
  const ended = async <Result>(what: string, ask: () => Promise<Result>): Promise<Result> => {
    let disarm = () => {};
    const late = new Promise<never>((_resolve, reject) => {
      disarm = clock.after(answerMs, () => reject(new Error(`no answer within ${answerMs} ms`)));
    });
    try {
      return await Promise.race([ask(), late]);
    } catch (cause) {
      throw redisError(what, cause);
    } finally {
      disarm();
    }
  };

  return {
    async open(collection) {
      const what = `The store (${collection})`;
      connecting ??= client.connect();
      await ended(what, async () => connecting);
      opened += 1;

      const namespace = `{${prefix}}:${collection}`;
      const adapter = new KeyvRedis(client, { namespace, throwOnErrors: true });
      const keyv = new Keyv({ store: adapter, namespace });
      // With a listener of its own Keyv would take a fault for an absent value; the client's listener is above.
      adapter.removeAllListeners('error');
      adapter.on('error', () => undefined);

      let isClosed = false;
      const within = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
        if (isClosed) throw new AppError('storage-unavailable', `${what} is closed.`);
        return ended(what, ask);
      };
      const shelf = createShelf(keyv, (cause) => redisError(what, cause));
      const keyOf = (key: string) => adapter.createKeyPrefix(key, namespace);
      const turns = createRedisTurns({
        run: async (script, keys, values) => within(async () => client.eval(script, { keys, arguments: values })),
        keyOf: (name) => `{${prefix}}:turn:${collection}:${name}`,
        tickets: `{${prefix}}:turns`,
        clock,
      });
      const writerOf = (turn: Parameters<Parameters<typeof turns.take>[1]>[0]): Writer => ({
        async set(key, value) {
          const encoded: unknown = await keyv.encode({ value: JSON.stringify(value), expires: undefined });
          if (typeof encoded !== 'string') throw new AppError('internal', 'Keyv encodes values in another way.');
          await turn.set(keyOf(key), encoded);
        },
        delete: async (key) => turn.delete(keyOf(key)),
      });

      const shared: Shelf = {
        isShared: true,
        inTurn: async (name, task) => turns.take(name, async (turn) => task(writerOf(turn))),
        get: async (key) => within(async () => shelf.get(key)),
        getMany: async (keys) => within(async () => shelf.getMany(keys)),
        set: async (key, value) => within(async () => shelf.set(key, value)),
        delete: async (key) => within(async () => shelf.delete(key)),
        async keys(start) {
          const found = new Set<string>();
          let cursor = '0';
          do {
            const page = await within(async () => client.scan(cursor, { MATCH: `${keyOf('')}*`, COUNT: scanStep }));
            for (const key of page.keys) found.add(key.slice(keyOf('').length));
            cursor = page.cursor;
          } while (cursor !== '0');
          return [...found].filter((key) => key.startsWith(start));
        },
        async close() {
          if (isClosed) return;
          isClosed = true;
          opened -= 1;
          if (opened === 0 && client.isOpen) client.destroy();
        },
      };
      return shared;
    },
  };
};
