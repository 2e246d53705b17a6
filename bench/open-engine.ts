import { systemClock } from '../src/clock.ts';
import { silentLogger } from '../src/logger.ts';
import { createBullEngine } from '../src/queue/engines/bullmq.ts';
import { createSqliteEngine } from '../src/queue/engines/sqlite.ts';
import type { JobEngine } from '../src/queue/job-engine.ts';

/** The engine with its jobs at `place`: the address of a Redis, or a file for SQLite. */
export const openEngine = async (place: string): Promise<JobEngine> => {
  const common = { clock: systemClock, log: silentLogger, idempotencyRetentionMs: 604_800_000 };
  return place.startsWith('redis:')
    ? createBullEngine({ redisUrl: place, works: true, ...common })
    : createSqliteEngine({ file: place, ...common });
};
