import { crc32 } from 'node:zlib';
import { ipKeyGenerator } from 'express-rate-limit';
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';

/** Timers cannot be longer: https://nodejs.org/api/timers.html#settimeoutcallback-delay-args */
const longestWindowMs = 2_147_483_647;

/** What one call leaves. `headers` are names and values by turns, as in draft-ietf-httpapi-ratelimit-headers. */
export type Taken = { allowed: boolean; retryAfterMs: number; headers: string[] };

/** Counts calls of one kind of caller. */
export type RateLimit = { take(caller: string): Promise<Taken> };

/** Where several receivers count together: a client of Redis from `ioredis`, and what their keys begin with. */
export type SharedCounter = { client: object; prefix: string };

/** How many calls in how long, and the policy's name in the headers. */
export type RateLimitOptions = { name: string; max: number; windowMs: number; shared?: SharedCounter | undefined };

/**
 * At most `max` calls in a window that begins with a caller's first; while a shared counter is away each process counts
 * for itself. https://datatracker.ietf.org/doc/draft-ietf-httpapi-ratelimit-headers/
 */
export const createRateLimit = ({ name, max, windowMs, shared }: RateLimitOptions): RateLimit => {
  const duration = Math.min(windowMs, longestWindowMs) / 1000;
  const own = new RateLimiterMemory({ points: max, duration, keyPrefix: '' });
  const limiter =
    shared === undefined
      ? own
      : new RateLimiterRedis({
          storeClient: shared.client,
          keyPrefix: `${shared.prefix}:${name}`,
          points: max,
          duration,
          rejectIfRedisNotReady: true,
          insuranceLimiter: own,
        });
  const policy = `"${name}";q=${max};w=${Math.ceil(duration)}`;

  const tell = (allowed: boolean, { remainingPoints, msBeforeNext }: RateLimiterRes): Taken => ({
    allowed,
    retryAfterMs: msBeforeNext,
    headers: [
      'RateLimit-Policy',
      policy,
      'RateLimit',
      `"${name}";r=${remainingPoints};t=${Math.ceil(msBeforeNext / 1000)}`,
    ],
  });

  const allow = (left: RateLimiterRes) => tell(true, left);
  const refuse = (left: unknown) => {
    if (left instanceof RateLimiterRes) return tell(false, left);
    throw left;
  };
  return { take: (caller) => limiter.consume(caller).then(allow, refuse) };
};

const buckets = 65_536;

/**
 * Whom an address counts as: one of 65,536, so that memory stays finite however many addresses call. IPv6 counts by its
 * first 56 bits, which is what one household is given.
 */
export const bucketOf = (address: string): string => String(crc32(ipKeyGenerator(address)) % buckets);
