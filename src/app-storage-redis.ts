import type { Shared, Storage, StorageOptions } from './app-storage.ts';
import { invalidRequests } from './discord/brake.ts';
import { connectRedis } from './queue/engines/bullmq-connection.ts';
import { createBullEngine } from './queue/engines/bullmq.ts';
import { createRedisBackend } from './store/backends/redis.ts';
import { createLease } from './store/lease.ts';
import { openStore } from './store/open-store.ts';
import { createSharedBrake, createSharedPlaces } from './store/shared-limits.ts';

const prefix = 'guildhook';
/** Longer than any request takes (ms); then a process that took a place is taken for dead. */
const longestRequestMs = 20_000;

/** What lies in Redis, shared with other processes; a file of its own, since Redis' clients are loaded with it. */
export const openRedisStorage = async (
  options: StorageOptions & { redisUrl: string; idempotencyRetentionMs: number },
): Promise<Storage> => {
  const { redisUrl, idempotencyRetentionMs, works, requestsPerSecond, clock, log, queueLimits, failpoint } = options;
  const limits = queueLimits && { limits: queueLimits };
  const backend = createRedisBackend({ redisUrl, prefix, clock, log });
  const store = await openStore({ dir: { file: (name) => name }, clock, log, backend });
  const common = { redisUrl, prefix, clock, log };
  const engine = await createBullEngine({ ...common, idempotencyRetentionMs, works, failpoint, ...limits });
  const connection = await connectRedis({ redisUrl, log, failFast: true });
  const { client } = connection;
  const shared: Shared = {
    brake: createSharedBrake({ client, prefix, ...invalidRequests, longestMs: longestRequestMs }),
    places: createSharedPlaces({ client, prefix, most: requestsPerSecond, longestMs: longestRequestMs, clock }),
    counter: { client, prefix: `{${prefix}}:rate` },
    gatewayLease: createLease({ client, name: `{${prefix}}:gateway`, clock, log }),
  };
  const close = async () => {
    await store.close();
    connection.close();
  };
  return { store, engine, shared, close };
};
