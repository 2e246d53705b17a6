import { AppError } from '../errors.ts';

/** How Redis begins what it answers instead: https://redis.io/docs/latest/develop/reference/protocol-spec/#simple-errors */
const explanations: readonly (readonly [RegExp, string])[] = [
  [/^MISCONF|^NOREPLICAS/, 'it cannot write to its disk; look at the disk of the Redis server'],
  [/^OOM/, 'its memory is full; give it more (maxmemory), and set maxmemory-policy to noeviction'],
  [/^READONLY/, 'it is a replica; let REDIS_URL name the primary'],
  [/^LOADING|^BUSY|^MASTERDOWN|^TRYAGAIN/, 'it is not ready yet; try again in a moment'],
  [/^NOAUTH|^WRONGPASS|^NOPERM/, 'it refuses the user or password in REDIS_URL, or the user may do too little'],
];

/** What Redis or its client threw as an AppError `storage-unavailable` that says what to do; `what` begins its sentence (`The store`). */
export const redisError = (what: string, cause: unknown): AppError => {
  if (cause instanceof AppError) return cause;
  const message = cause instanceof Error ? cause.message : '';
  const why =
    explanations.find(([shape]) => shape.test(message))?.[1] ??
    'it gave no answer; see that it runs and that REDIS_URL is right';
  return new AppError('storage-unavailable', `${what} (Redis) cannot be read or written: ${why}.`, {
    cause,
    retryAfterMs: 5_000,
  });
};
