import type { Clock } from '../../clock.ts';
import { AppError } from '../../errors.ts';
import type { Failpoint } from '../../failpoint.ts';
import type { Logger } from '../../logger.ts';
import type { EndState, Job, JobHandler, Outcome } from '../job-engine.ts';
import type { Lanes, Turn } from '../lanes.ts';
import type { GroupCommit } from './group-commit.ts';
import type { Statements, StoredJob } from './sqlite-statements.ts';

const firstPauseMs = 1_000;
const longestPauseMs = 300_000;
const pause = (times: number) => Math.min(firstPauseMs * 2 ** (times - 1), longestPauseMs);
/** How long a handler that was told to stop may take to give up. */
const giveUpMs = 500;

/** What the runner works with; `ended` and `retrying` hear of a job once that is on disk. */
export type RunnerOptions = {
  clock: Clock;
  log: Logger;
  concurrency: number;
  lanes: Lanes<StoredJob>;
  commits: GroupCommit;
  statements: Statements;
  ended(stored: StoredJob, job: Job): void;
  retrying(stored: StoredJob, runAt: number): void;
  /** Whether a job came from those that had left their lane. */
  returned(stored: StoredJob): void;
  /** Whether a job may have been under way when an earlier program ended without warning. */
  wasInterrupted(job: { seq: number; runAt: number }, due: boolean): boolean;
  failpoint?: Failpoint | undefined;
};

/** Hands jobs to the handler, a lane's next one only when its last outcome is on disk. */
export type Runner = {
  start(handler: JobHandler): void;
  /** Hands out what there is room for. */
  pump(): void;
  active(): number;
  /** Whether a job was in the handler's hands whose outcome will never be known. */
  leftUnderWay(): boolean;
  /** Whether a job, by its number on disk, is in the handler's hands. */
  isActive(seq: number): boolean;
  /** Hands out no more; waits up to `graceMs` for what runs, then aborts it. */
  stop(graceMs: number): Promise<void>;
};

/** A runner of at most `concurrency` jobs at once. No claim is written: what has no outcome on disk is handed out again. */
export const createRunner = (options: RunnerOptions): Runner => {
  const { clock, log, concurrency, lanes, commits, statements } = options;
  const active = new Map<number, AbortController>();
  /** How often each job's handler threw, or its outcome was none. */
  const failures = new Map<number, number>();
  let reading = 0;
  let hasLost = false;
  let handler: JobHandler | undefined;
  let state: 'running' | 'stopping' | 'closed' = 'running';
  let idle: (() => void) | undefined;

  const pump = () => {
    while (handler !== undefined && state === 'running' && active.size + reading < concurrency) {
      const turn = lanes.take();
      if (turn === undefined) return;
      const stored = read(turn);
      if (stored === undefined) continue;
      lanes.begin(turn, stored.job.createdAt);
      if (turn.due !== undefined) options.returned(stored);
      const { seq, job } = stored;
      const interrupted = options.wasInterrupted({ seq, runAt: job.runAt }, turn.due !== undefined);
      void run(handler, interrupted ? { ...stored, job: { ...job, interrupted } } : stored);
    }
  };

  const read = (turn: Turn<StoredJob>): StoredJob | undefined => {
    try {
      const stored = turn.fresh ?? (turn.due === undefined ? statements.nextOf(turn.lane) : statements.bySeq(turn.due));
      if (stored !== undefined) return stored;
      log.error({ webhook: turn.lane, seq: turn.due }, 'a waiting job is no longer in the queue');
    } catch (error) {
      log.error({ error, webhook: turn.lane }, 'the next job cannot be read; trying again');
    }
    reading += 1;
    clock.after(firstPauseMs, () => {
      reading -= 1;
      lanes.end(turn.lane);
      pump();
    });
    return undefined;
  };

  const run = async (handle: JobHandler, stored: StoredJob) => {
    const { job, seq } = stored;
    const controller = new AbortController();
    active.set(seq, controller);
    let { progress } = job;
    let open = true;
    const save = async (text: string) => {
      if (!open || state === 'closed') throw new AppError('stopping', 'This job is no longer in the handler’s hands.');
      await commits.write(() => statements.saveProgress(seq, text));
      progress = text;
    };
    const outcome = await ask(handle, { ...job }, save, controller.signal);
    open = false;
    if (outcome !== undefined && 'state' in outcome) await end(stored, outcome.state, outcome.progress);
    else if (outcome !== undefined) await leave(stored, outcome.retryAt, outcome.progress);
    else if (state === 'running') await leave(stored, clock.now() + pause(countFailure(seq)), progress);
    else hasLost = true;
    if (outcome !== undefined) failures.delete(seq);
    active.delete(seq);
    lanes.end(job.lane);
    pump();
    if (active.size === 0) idle?.();
  };
  const countFailure = (seq: number) => {
    const times = (failures.get(seq) ?? 0) + 1;
    failures.set(seq, times);
    return times;
  };

  /** The handler's outcome; `undefined` when it threw or gave none. */
  const ask = async (...[handle, job, save, signal]: [JobHandler, ...Parameters<JobHandler>]) => {
    try {
      const outcome: Outcome = await handle(job, save, signal);
      if ('state' in outcome || Number.isFinite(outcome.retryAt)) return outcome;
      throw new TypeError(`retryAt is ${outcome.retryAt}`);
    } catch (error) {
      if (state === 'running')
        log.error({ error, delivery: job.id, webhook: job.lane }, 'a job’s handler failed; trying again later');
      return undefined;
    }
  };

  const end = async (stored: StoredJob, state: EndState, progress: string) => {
    const finishedAt = clock.now();
    const { interrupted: _, ...job } = stored.job;
    options.failpoint?.('result:before');
    if (await written(job, () => statements.end(stored.seq, state, progress, finishedAt)))
      options.ended(stored, { ...job, state, progress, finishedAt });
    options.failpoint?.('result:after');
  };
  const leave = async (stored: StoredJob, retryAt: number, progress: string) => {
    const runAt = Math.round(retryAt);
    if (await written(stored.job, () => statements.retry(stored.seq, runAt, progress))) options.retrying(stored, runAt);
  };

  /** Writes an outcome down however long the store cannot: what was done must not be done again. `false` when stopped before. */
  const written = async (job: Job, apply: () => void): Promise<boolean> => {
    for (let times = 1; state !== 'closed'; times += 1) {
      try {
        await commits.write(apply);
        return true;
      } catch (error) {
        log.error({ error, delivery: job.id, webhook: job.lane }, 'a job’s outcome cannot be written; trying again');
        await new Promise<void>((resolve) => clock.after(pause(times), resolve));
      }
    }
    return false;
  };

  const settledWithin = async (ms: number) => {
    if (active.size === 0) return;
    await new Promise<void>((resolve) => {
      const callOff = clock.after(ms, resolve);
      idle = () => {
        callOff();
        resolve();
      };
    });
  };

  return {
    start(given) {
      handler = given;
      pump();
    },
    pump,
    active: () => active.size,
    leftUnderWay: () => hasLost || active.size > 0,
    isActive: (seq) => active.has(seq),
    async stop(graceMs) {
      state = 'stopping';
      await settledWithin(graceMs);
      for (const controller of active.values()) controller.abort();
      await settledWithin(giveUpMs);
      state = 'closed';
    },
  };
};
