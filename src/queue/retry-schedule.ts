const second = 1_000;
const minute = 60 * second;
const hour = 60 * minute;

const times = (count: number, ms: number) => Array.from({ length: count }, () => ms);

/**
 * Waits between attempts in ms: quick at first, every minute for the first half hour, so that an outage's end is soon
 * noticed, then more and more patient; about 24 hours together.
 */
export const retryDelays: readonly number[] = [
  second,
  2 * second,
  5 * second,
  15 * second,
  30 * second,
  ...times(30, minute),
  ...times(12, 5 * minute),
  ...times(12, 10 * minute),
  ...times(10, 30 * minute),
  ...times(15, hour),
];

/** Each wait is made up to this much shorter or longer, so that what failed together does not come back together. */
const jitter = 0.2;
const longestRetryAfter = 24 * hour;

/** `attempts` made so far (1 after the first), `now` in ms since 1970, `random` gives [0, 1), `retryAfterMs` as the other side asked. */
export type RetryQuestion = { attempts: number; now: number; random: () => number; retryAfterMs?: number | undefined };

/**
 * When to try again (ms since 1970), or `undefined` when it has been tried often enough. Never sooner than
 * `retryAfterMs`, of which at most 24 hours are believed.
 */
export const retryAt = ({ attempts, now, random, retryAfterMs = 0 }: RetryQuestion): number | undefined => {
  const delay = retryDelays[attempts - 1];
  if (delay === undefined) return undefined;
  const asked = Number.isNaN(retryAfterMs) ? 0 : Math.min(retryAfterMs, longestRetryAfter);
  return now + Math.ceil(Math.max(delay * (1 - jitter + 2 * jitter * random()), asked));
};
