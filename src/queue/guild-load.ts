import { AppError } from '../errors.ts';
import type { QueueLimits } from './job-engine.ts';

/** What one guild has in the queue that has not ended; `bytes` of payloads. */
type Load = { jobs: number; bytes: number };

/** How much each guild has in the queue, in memory: every question costs the same however much that is. */
export type GuildLoad = {
  /** So much more of a guild waits; with negative numbers, less. */
  change(guildId: string, jobs: number, bytes: number): void;
  /** @throws AppError `guild-overloaded` when one more job of so many bytes is too much for this guild. */
  check(guildId: string, bytes: number): void;
};

const retryAfterMs = 5_000;

/** The error with which an engine refuses a job of a guild that has too much in the queue. */
export const guildOverloaded = (): AppError =>
  new AppError('guild-overloaded', 'Too many deliveries of this server are waiting; try again later.', {
    retryAfterMs,
  });

/** Nothing waits yet. Without `limit` no guild is ever refused. */
export const createGuildLoad = (limit: QueueLimits['guild']): GuildLoad => {
  const loads = new Map<string, Load>();
  return {
    change(guildId, jobs, bytes) {
      const load = loads.get(guildId);
      if (load === undefined) {
        loads.set(guildId, { jobs, bytes });
        return;
      }
      load.jobs += jobs;
      load.bytes += bytes;
      if (load.jobs <= 0) loads.delete(guildId);
    },
    check(guildId, bytes) {
      const load = loads.get(guildId);
      if (limit === undefined || load === undefined) return;
      if (load.jobs >= limit.jobs || load.bytes + bytes > limit.bytes) throw guildOverloaded();
    },
  };
};
