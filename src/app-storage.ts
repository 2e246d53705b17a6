import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import type { Failpoint } from './failpoint.ts';
import type { SharedCounter } from './http/rate-limit.ts';
import type { Logger } from './logger.ts';
import { createSqliteEngine } from './queue/engines/sqlite.ts';
import type { JobEngine, QueueLimits } from './queue/job-engine.ts';
import { openDataDir } from './store/data-dir.ts';
import type { Lease } from './store/lease.ts';
import { openStore } from './store/open-store.ts';
import type { Store } from './store/repositories.ts';
import type { SharedBrake, SharedPlaces } from './store/shared-limits.ts';

const dayMs = 86_400_000;
const idempotencyDays = 7;

/** What several processes share beside store and queue. */
export type Shared = { brake: SharedBrake; places: SharedPlaces; counter: SharedCounter; gatewayLease: Lease };

/** Everything that is kept; `shared` with Redis alone. */
export type Storage = { store: Store; engine: JobEngine; shared: Shared | undefined; close(): Promise<void> };

/** What {@link openStorage} needs; `works`: this process carries deliveries out. */
export type StorageOptions = {
  config: Pick<Config, 'redisUrl' | 'dataDir' | 'deliveryRetentionMs'>;
  works: boolean;
  requestsPerSecond: number;
  clock: Clock;
  log: Logger;
  failpoint: Failpoint | undefined;
  /** Instead of the engine's own. */
  queueLimits?: QueueLimits | undefined;
};

/**
 * Opens the data directory, or what lies in Redis when there is a `redisUrl`; `close` does not stop the engine.
 * @throws AppError `storage-unavailable` when it cannot be opened or was written by a newer version.
 */
export const openStorage = async (options: StorageOptions): Promise<Storage> => {
  const { config, clock, log, failpoint, queueLimits } = options;
  const limits = queueLimits && { limits: queueLimits };
  const { redisUrl, dataDir, deliveryRetentionMs } = config;
  const idempotencyRetentionMs = Math.max(deliveryRetentionMs, idempotencyDays * dayMs);

  if (redisUrl === undefined) {
    const dir = openDataDir({ path: dataDir });
    const store = await openStore({ dir, clock, log });
    const engine = await createSqliteEngine({
      file: dir.file('jobs.db'),
      clock,
      log,
      idempotencyRetentionMs,
      failpoint,
      ...limits,
    });
    const close = async () => {
      await store.close();
      dir.close();
    };
    return { store, engine, shared: undefined, close };
  }

  // Redis' clients take memory and time to load, which a single process does not need.
  const { openRedisStorage } = await import('./app-storage-redis.ts');
  return openRedisStorage({ ...options, redisUrl, idempotencyRetentionMs });
};
