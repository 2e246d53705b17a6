import type { Clock } from '../../clock.ts';
import type { Job } from '../job-engine.ts';

/** Those who wait for a job's end. */
export type Waiters = {
  /** The job once it has ended; `undefined` after `timeoutMs`, or when everything stops. */
  wait(id: string, timeoutMs: number): Promise<Job | undefined>;
  ended(job: Job): void;
  stop(): void;
};

/** Nobody waits yet. */
export const createWaiters = (clock: Clock): Waiters => {
  const waiting = new Map<string, Set<(job: Job | undefined) => void>>();
  return {
    wait: async (id, timeoutMs) =>
      new Promise((resolve) => {
        const all = waiting.get(id) ?? new Set();
        waiting.set(id, all);
        const tell = (job: Job | undefined) => {
          callOff();
          all.delete(tell);
          if (all.size === 0) waiting.delete(id);
          resolve(job);
        };
        const callOff = clock.after(timeoutMs, () => tell(undefined));
        all.add(tell);
      }),
    ended(job) {
      for (const tell of waiting.get(job.id) ?? []) tell(job);
    },
    stop() {
      for (const all of waiting.values()) for (const tell of all) tell(undefined);
    },
  };
};
