import { LRUCache } from 'lru-cache';

/** A job as far as its place in its lane goes; `createdAt` in ms since 1970. */
type Placed = { id: string; lane: string; createdAt: number };

/** Keeps deliveries of one webhook in order through an outage, although each leaves its lane while it waits to be tried again. */
export type KeepOrder = {
  /** When a job is to come back (ms since 1970) because an older one of its lane waits to be tried again; `undefined` when it may go. */
  behind(job: Placed, now: number): number | undefined;
  /** The job waits until `retryAt`; `asked`: because Discord, or what holds requests to it back, asked for that. */
  waits(job: Placed, wait: { retryAt: number; now: number; asked?: boolean }): void;
  /** The job has ended. */
  over(job: Placed): void;
};

/** Nobody is held up for longer than this at a time: what waits longer is overtaken, unless Discord would refuse the others too. */
const longestMs = 90_000;
/** An older one that is due gets its turn within this time. */
const turnMs = 10_000;
const laterMs = 20;
const mostLanes = 10_000;

/** Order of the lanes in this process. Kept in memory: after a restart the next failure of the oldest one sets it up again. */
export const createKeepOrder = (): KeepOrder => {
  const oldest = new LRUCache<string, Placed & { retryAt: number; asked: boolean }>({ max: mostLanes });
  return {
    behind(job, now) {
      const first = oldest.get(job.lane);
      if (first === undefined || first.id === job.id || job.createdAt < first.createdAt) return undefined;
      const waitMs = first.retryAt - now;
      if ((waitMs > longestMs && !first.asked) || waitMs < -turnMs) return undefined;
      // At the same moment as the older one it comes behind it, since jobs that fall due together go by their age.
      return waitMs > 0 ? first.retryAt : now + laterMs;
    },
    waits({ id, lane, createdAt }, { retryAt, now, asked = false }) {
      const first = oldest.get(lane);
      const isStale = first === undefined || first.retryAt - now < -turnMs;
      if (isStale || first.id === id || createdAt < first.createdAt) {
        oldest.set(lane, { id, lane, createdAt, retryAt, asked });
      }
    },
    over({ id, lane }) {
      if (oldest.get(lane)?.id === id) oldest.delete(lane);
    },
  };
};
