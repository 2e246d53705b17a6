import { systemClock } from '../../src/clock.ts';
import type { Failpoint } from '../../src/failpoint.ts';
import { silentLogger } from '../../src/logger.ts';
import { createBullEngine } from '../../src/queue/engines/bullmq.ts';
import { createSqliteEngine } from '../../src/queue/engines/sqlite.ts';
import type { JobEngine } from '../../src/queue/job-engine.ts';

/** The engine of a crash test, in whichever process: `place` is a file of SQLite's or the address of a Redis. */
export const openCrashEngine = async (
  place: string,
  concurrency: number,
  failpoint?: Failpoint,
): Promise<JobEngine> => {
  const common = { failpoint, clock: systemClock, log: silentLogger, concurrency, idempotencyRetentionMs: 604_800_000 };
  return place.startsWith('redis:')
    ? createBullEngine({ redisUrl: place, works: true, ...common })
    : createSqliteEngine({ file: place, ...common });
};
