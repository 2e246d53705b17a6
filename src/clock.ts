/** Time, so that tests can hold it still. All numbers are milliseconds. */
export type Clock = {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  now(): number;
  /** Runs `task` once after `ms`, however long that is; the returned function calls it off. Never keeps the process alive. */
  after(ms: number, task: () => void): () => void;
};

/** Node's timers fire at once beyond this: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const longestTimerMs = 2_147_483_647;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: Date.now,
  after(ms, task) {
    let timer: NodeJS.Timeout;
    const arm = (left: number) => {
      const step = Math.min(Math.max(left, 0), longestTimerMs);
      timer = setTimeout(() => (left > step ? arm(left - step) : task()), step);
      timer.unref();
    };
    arm(ms);
    return () => clearTimeout(timer);
  },
};
