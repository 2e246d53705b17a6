import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import type { Lanes } from '../lanes.ts';
import type { Statements } from './sqlite-statements.ts';

/** So many are read at a time, so that the event loop is not held up. */
const step = 1_000;
const readAgainMs = 1_000;
/** The time of day may be put forward while a timer runs, which does not shorten the timer. */
const longestTimerMs = 60_000;
/** Nobody plans so far ahead: the clock was wrong when this was written down, and has been put right since. */
const absurdMs = 366 * 86_400_000;

/** Brings jobs back to their lanes when their time has come. They wait on disk, with one timer for the earliest. */
export type Retries = {
  /** A job left its lane until `runAt` (ms since 1970), and that is on disk. */
  planned(runAt: number): void;
  /** Looks for what is due, now and from now on. */
  start(): void;
  stop(): void;
};

/** What {@link createRetries} needs; `isActive` tells whether a job, by its number, is in the handler's hands; `changed` hears that lanes have more. */
export type RetriesOptions = {
  clock: Clock;
  log: Logger;
  lanes: Pick<Lanes<unknown>, 'due'>;
  statements: Pick<Statements, 'dueAfter' | 'nextDueAfter'>;
  isActive(seq: number): boolean;
  changed(): void;
};

/** Retries of one engine. Everything up to (`at`, `seq`) is already in its lane's memory. */
export const createRetries = ({ clock, log, lanes, statements, isActive, changed }: RetriesOptions): Retries => {
  let at = -1;
  let seq = -1;
  let armedFor = Infinity;
  let callOff: (() => void) | undefined;
  let running = false;

  const load = () => {
    callOff?.();
    armedFor = Infinity;
    if (!running) return;
    try {
      const now = clock.now();
      const isAbsurd = (statements.nextDueAfter(at, seq) ?? 0) > now + absurdMs;
      const due = statements.dueAfter(at, seq, isAbsurd ? Number.MAX_SAFE_INTEGER : now, step);
      for (const job of due) {
        ({ runAt: at, seq } = job);
        if (!isActive(job.seq)) lanes.due(job.lane, job.seq, job.runAt);
      }
      if (due.length > 0) changed();
      if (due.length === step) {
        setImmediate(load);
        return;
      }
      const next = statements.nextDueAfter(at, seq);
      if (next !== undefined) arm(next);
    } catch (error) {
      log.error({ error }, 'jobs that wait for another attempt cannot be read; trying again');
      arm(clock.now() + readAgainMs);
    }
  };
  const arm = (runAt: number) => {
    if (runAt >= armedFor) return;
    callOff?.();
    armedFor = runAt;
    callOff = clock.after(Math.min(Math.max(runAt - clock.now(), 0), longestTimerMs), load);
  };

  return {
    planned(runAt) {
      // Behind what was read already, as when the clock was put back: read from there again.
      if (runAt <= at) {
        at = runAt - 1;
        seq = Number.MAX_SAFE_INTEGER;
      }
      if (running) arm(runAt);
    },
    start() {
      running = true;
      load();
    },
    stop() {
      running = false;
      callOff?.();
    },
  };
};
