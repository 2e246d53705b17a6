import { RateLimitError } from '@discordjs/rest';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import { rateLimited } from './rest-errors.ts';
import { calledOff } from './transport.ts';
import { wait } from './wait.ts';

/** Longest time (ms) that one call waits for rate limits altogether; beyond it its delivery leaves its lane. */
const patienceMs = 5_000;
/** How often one call is turned away before it gives up. */
const mostTries = 20;
/** Added (ms) to every wait, since clocks differ. */
const marginMs = 20;
/** Spread (ms) over which calls that wait for the same limit come back. */
const spreadMs = 50;

const asAppError = (error: unknown, signal: AbortSignal | undefined): AppError => {
  if (error instanceof AppError) return error;
  if (signal?.aborted) return calledOff(signal);
  // What else the library throws may hold the address and the body, so nothing of it is kept but its name.
  if (error instanceof RateLimitError) return rateLimited(Math.max(error.timeToReset, 1));
  const name = error instanceof Error ? error.name : typeof error;
  return new AppError('internal', 'The request to Discord could not be made.', { cause: new Error(name) });
};

/** Repeats `attempt` after short rate limits. Longer ones, and every other error, reject with an AppError. */
export const waitOut = async <Result>({
  attempt,
  signal,
  clock,
  random,
}: {
  attempt: () => Promise<Result>;
  signal: AbortSignal | undefined;
  clock: Clock;
  random: () => number;
}): Promise<Result> => {
  let leftMs = patienceMs;
  for (let tries = 1; ; tries += 1) {
    try {
      return await attempt();
    } catch (caught) {
      const error = asAppError(caught, signal);
      const { retryAfterMs: ms } = error;
      if (error.code !== 'discord-rate-limited' || ms === undefined || ms > leftMs || tries >= mostTries) throw error;
      leftMs -= ms;
      await wait(ms + marginMs + Math.ceil(random() * spreadMs), clock, signal);
    }
  }
};
