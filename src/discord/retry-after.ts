import type { Answer } from './transport.ts';

/** Longest time (ms) that an answer may hold us off; Discord itself never asks for more than about an hour. */
const longestMs = 3_600_000;

const fromSeconds = (seconds: number): number | undefined =>
  Number.isFinite(seconds) && seconds > 0 ? Math.min(Math.ceil(seconds * 1_000), longestMs) : undefined;

const fromHeader = (header: string, now: number): number | undefined => {
  if (/^\s*[+-]?\d/.test(header)) return fromSeconds(Number(header));
  return fromSeconds((Date.parse(header) - now) / 1_000);
};

const fromBody = (body: unknown): number | undefined =>
  typeof body === 'object' && body !== null && 'retry_after' in body && typeof body.retry_after === 'number'
    ? fromSeconds(body.retry_after)
    : undefined;

/**
 * Milliseconds that the answer asks us to wait: `Retry-After` in seconds (also fractions) or as an HTTP date, or the
 * body's `retry_after`; the longer of them, at most an hour. `undefined` when it says nothing usable.
 * https://docs.discord.com/developers/topics/rate-limits#exceeding-a-rate-limit
 */
export const retryAfterMs = ({ headers, body }: Pick<Answer, 'headers' | 'body'>, now: number): number | undefined => {
  const header = headers.get('retry-after');
  const told = [header === null ? undefined : fromHeader(header, now), fromBody(body)];
  const usable = told.filter((ms) => ms !== undefined);
  return usable.length === 0 ? undefined : Math.max(...usable);
};
