import { setTimeout as wait } from 'node:timers/promises';
import { systemClock, type Clock } from '../src/clock.ts';

/** A clock that runs with the machine's and can be moved on, so that minutes pass in moments. */
export type SkippingClock = Clock & {
  /** Moves time on in steps, and lets what falls due in each be done. */
  pass(ms: number, stepMs?: number): Promise<void>;
  /** Passes time in steps until `reached` holds; fails when it does not within `ms`. */
  until(reached: () => boolean | Promise<boolean>, ms: number, stepMs?: number): Promise<void>;
};

/** Real time after each step, in which requests over loopback are answered. */
const breatheMs = 8;

/** A {@link SkippingClock} that begins with the machine's time. */
export const createSkippingClock = (): SkippingClock => {
  let skipped = 0;
  const tasks = new Map<object, { at: number; run: () => void }>();
  const now = () => systemClock.now() + skipped;
  const step = async (ms: number) => {
    skipped += ms;
    const due = [...tasks.values()].filter(({ at }) => at <= now()).sort((a, b) => a.at - b.at);
    for (const { run } of due) run();
    await wait(breatheMs);
  };
  return {
    now,
    after(ms, task) {
      const key = {};
      let disarm: () => void = () => undefined;
      const run = () => {
        if (!tasks.delete(key)) return;
        disarm();
        task();
      };
      tasks.set(key, { at: now() + Math.max(ms, 0), run });
      disarm = systemClock.after(ms, run);
      return () => {
        tasks.delete(key);
        disarm();
      };
    },
    async pass(ms, stepMs = 500) {
      for (let left = ms; left > 0; left -= stepMs) await step(Math.min(left, stepMs));
    },
    async until(reached, ms, stepMs = 500) {
      for (let left = ms; !(await reached()); left -= stepMs) {
        if (left <= 0) throw new Error(`Not reached within ${ms} ms: ${reached.toString()}`);
        await step(stepMs);
      }
    },
  };
};
