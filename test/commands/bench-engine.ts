import type { Clock } from '../../src/clock.ts';
import type { ActionResult } from '../../src/domain/delivery.ts';
import type { Added, Job, JobEngine, NewJob } from '../../src/queue/job-engine.ts';

/** What the bench's engine makes of a job at once: how it ended, or that it has not. */
export type Settled = {
  state: Job['state'];
  results?: ActionResult[];
  error?: { code: 'discord-unavailable'; message: string };
};

/** Deliveries in memory, each of which has ended by the time it is asked for, as `settling` says at that moment. `faults.check` may throw whenever the engine is used. */
export const createBenchEngine = (clock: Clock) => {
  const jobs: NewJob[] = [];
  const ended = new Map<string, Job>();
  const settling: { how: Settled } = { how: { state: 'done', results: [] } };
  const faults: { check: () => void } = { check: () => undefined };

  const engine = {
    async add(job: NewJob): Promise<Added> {
      faults.check();
      const { lane, idempotency } = job;
      const taken = jobs.find((known) => known.lane === lane && known.idempotency?.key === idempotency?.key);
      if (idempotency !== undefined && taken !== undefined) return { status: 'conflict', id: taken.id };
      jobs.push(job);
      return { status: 'added', id: job.id };
    },
    async get(id: string): Promise<Job | undefined> {
      faults.check();
      const job = jobs.find((known) => known.id === id);
      if (job === undefined) return undefined;
      const before = ended.get(id);
      if (before !== undefined) return before;
      const { state, results = [], error } = settling.how;
      const now = clock.now();
      const attempts = [{ startedAt: now, endedAt: now, ...(error && { error }) }];
      const progress = JSON.stringify({ results, attempts });
      const made = { ...job, state, progress, createdAt: now, runAt: now };
      if (state === 'queued') return { ...made, finishedAt: undefined };
      ended.set(id, { ...made, finishedAt: now });
      return ended.get(id);
    },
    settled: (id: string) => engine.get(id),
    async list({ guildId, lane, state, before, limit }: Parameters<JobEngine['list']>[0]): Promise<Job[]> {
      faults.check();
      const all = await Promise.all(jobs.toReversed().map(({ id }) => engine.get(id)));
      const own = all.flatMap((job) => (job?.guildId === guildId ? [job] : []));
      const start = before === undefined ? 0 : own.findIndex(({ id }) => id === before) + 1;
      return own
        .slice(start)
        .filter((job) => (lane === undefined || job.lane === lane) && (state === undefined || job.state === state))
        .slice(0, limit);
    },
  };
  return { ...engine, jobs, settling, faults };
};
