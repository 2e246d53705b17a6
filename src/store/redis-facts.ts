import { Redis } from 'ioredis';
import { redisError } from './redis-errors.ts';

/** What a Redis or Valkey says of itself, as far as it matters here. `fsync` is missing where it may not be asked. */
export type RedisFacts = {
  name: string;
  version: string;
  role: string;
  aof: boolean;
  fsync: string | undefined;
  policy: string;
  /** Its last write to its disk went wrong. */
  writeFailed: boolean;
};

const connectMs = 3_000;

/** Asks a Redis about itself: https://redis.io/docs/latest/commands/info/. Rejects with AppError `storage-unavailable`. */
export const readRedisFacts = async (redisUrl: string): Promise<RedisFacts> => {
  const client = new Redis(redisUrl, {
    lazyConnect: true,
    connectTimeout: connectMs,
    commandTimeout: connectMs,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  // What goes wrong is told by the call that it goes wrong for.
  client.on('error', () => undefined);
  try {
    await client.connect();
    const info = new Map(
      (await client.info()).split(/\r?\n/).flatMap((line) => {
        const at = line.indexOf(':');
        return at < 1 ? [] : [[line.slice(0, at), line.slice(at + 1)] as const];
      }),
    );
    const said = (name: string) => info.get(name) ?? '';
    const fsync: unknown = await client.config('GET', 'appendfsync').catch(() => undefined);
    return {
      name: info.has('valkey_version') ? 'Valkey' : 'Redis',
      version: info.get('valkey_version') ?? said('redis_version'),
      role: said('role'),
      aof: said('aof_enabled') === '1',
      fsync: Array.isArray(fsync) && typeof fsync[1] === 'string' ? fsync[1] : undefined,
      policy: said('maxmemory_policy'),
      writeFailed: said('aof_last_write_status') === 'err' || said('rdb_last_bgsave_status') === 'err',
    };
  } catch (error) {
    throw redisError('The store', error);
  } finally {
    client.disconnect();
  }
};
