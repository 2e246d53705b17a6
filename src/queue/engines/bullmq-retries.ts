import type { Clock } from '../../clock.ts';
import type { Logger } from '../../logger.ts';
import type { Commands, Token } from './bullmq-commands.ts';

/** So many are brought back in one step. */
const step = 500;
const readAgainMs = 1_000;

/** Brings jobs back to their lanes when their time has come; every worker has one timer for the earliest. */
export type BullRetries = {
  /** When the next one comes back (ms since 1970), as Redis last told; Infinity when there is none. */
  next(at: number): void;
  start(): void;
  stop(): void;
};

/** What {@link createBullRetries} needs; `offer` hears of the tokens of lanes that have work again. */
export type BullRetriesOptions = {
  clock: Clock;
  log: Logger;
  due: Commands['due'];
  offer(token: Token): void;
};

/** Nothing is brought back before the start. */
export const createBullRetries = ({ clock, log, due, offer }: BullRetriesOptions): BullRetries => {
  let known = Infinity;
  let armedFor = Infinity;
  let callOff: (() => void) | undefined;
  let isRunning = false;

  const bringBack = async () => {
    armedFor = -Infinity;
    try {
      for (const token of await due(clock.now(), step)) offer(token);
    } catch (error) {
      log.warn({ error }, 'jobs that wait for another attempt cannot be read; trying again');
      known = clock.now() + readAgainMs;
    }
    armedFor = Infinity;
    arm(known);
  };
  const arm = (at: number) => {
    // A clock that was put forward makes it due although the timer still runs.
    if (!isRunning || (at >= armedFor && at > clock.now())) return;
    callOff?.();
    armedFor = at;
    if (at <= clock.now()) void bringBack();
    else callOff = clock.after(at - clock.now(), () => void bringBack());
  };

  return {
    next(at) {
      known = at;
      if (armedFor === -Infinity) return;
      if (at > armedFor) {
        callOff?.();
        armedFor = Infinity;
      }
      arm(at);
    },
    start() {
      isRunning = true;
      arm(known);
    },
    stop() {
      isRunning = false;
      callOff?.();
    },
  };
};
