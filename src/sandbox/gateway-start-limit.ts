import type { Clock } from '../clock.ts';

/** https://docs.discord.com/developers/events/gateway#session-start-limit-object */
const dayMs = 86_400_000;
const maxConcurrency = 1;
const startEveryMs = 5_000;

/** How many IDENTIFYs are left. */
export type StartLimit = {
  /** Uses one up, if it may. */
  take(): 'ok' | 'too soon' | 'exhausted';
  /** The `session_start_limit` of `GET /gateway/bot`. */
  answer(): { total: number; remaining: number; reset_after: number; max_concurrency: number };
};

/** The session start limit of one bot: `total` in 24 h. When not enforced it counts, yet refuses nothing. */
export const createStartLimit = ({
  clock,
  enforced,
  total,
}: {
  clock: Clock;
  enforced: boolean;
  total: number;
}): StartLimit => {
  let dayFrom = clock.now();
  let used = 0;
  let last = Number.NEGATIVE_INFINITY;
  const turnDay = () => {
    if (clock.now() - dayFrom < dayMs) return;
    dayFrom = clock.now();
    used = 0;
  };
  return {
    take() {
      turnDay();
      const now = clock.now();
      if (enforced && now - last < startEveryMs) return 'too soon';
      last = now;
      if (used >= total && enforced) {
        used = 0;
        return 'exhausted';
      }
      used += 1;
      return 'ok';
    },
    answer() {
      turnDay();
      return {
        total,
        remaining: Math.max(0, total - used),
        reset_after: dayFrom + dayMs - clock.now(),
        max_concurrency: enforced ? maxConcurrency : 16,
      };
    },
  };
};
