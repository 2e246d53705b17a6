import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Clock } from '../src/clock.ts';

/** A clock that stands still until told to move. */
export type FakeClock = Clock & {
  /** Moves time on by `ms` and runs what falls due, in order, each at its own moment. */
  advance(ms: number): void;
  /** Sets the time without running anything, as when a machine's clock is put right. */
  set(now: number): void;
  /** How many tasks wait. */
  pending(): number;
};

/** A {@link FakeClock} that begins at `start` (ms since 1970). */
export const createFakeClock = (start = Date.UTC(2026, 0, 1)): FakeClock => {
  const tasks = new Set<{ at: number; task: () => void }>();
  // What `after` measures runs on when the time of day is set, as a machine's timers do.
  let elapsed = 0;
  let offset = start;
  const due = (until: number) =>
    [...tasks].filter(({ at }) => at <= until).reduce((a, b) => (b.at < a.at ? b : a), { at: Infinity, task: noTask });
  return {
    now: () => elapsed + offset,
    after(ms, task) {
      const entry = { at: elapsed + Math.max(ms, 0), task };
      tasks.add(entry);
      return () => void tasks.delete(entry);
    },
    advance(ms) {
      const until = elapsed + ms;
      for (let next = due(until); next.task !== noTask; next = due(until)) {
        tasks.delete(next);
        elapsed = Math.max(elapsed, next.at);
        next.task();
      }
      elapsed = until;
    },
    set: (now) => void (offset = now - elapsed),
    pending: () => tasks.size,
  };
};

const noTask = () => undefined;

/**
 * Lets what is under way go on until `reached` holds, however often the event loop turns. Fails when it still does not
 * after many turns and, since another process may have a part in it, some seconds.
 */
export const until = async (reached: () => boolean, turns = 20_000): Promise<void> => {
  const giveUpAt = Date.now() + patienceMs;
  for (let turn = 0; turn < turns || Date.now() < giveUpAt; turn += 1) {
    if (reached()) return;
    await nextTurn();
  }
  throw new Error(`Not reached after ${turns} turns of the event loop: ${reached.toString()}`);
};

/** A test that fails may take so long. */
const patienceMs = 10_000;

/** Lets everything go on that needs no time. */
export const turns = async (count = 20): Promise<void> => {
  for (let turn = 0; turn < count; turn += 1) await nextTurn();
};
