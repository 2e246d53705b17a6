import type { CallContext } from '../src/discord/command.ts';
import { AppError } from '../src/errors.ts';
import { durationMs, startOfDay } from './duration.ts';

/**
 * A time that has passed, in ms since 1970: `2h`, `90m`, `3d`, `1w` ago, or `2027-01-31` for the start of that day in UTC.
 * Throws `invalid-request` for anything else and for what lies ahead.
 */
export const parseSince = (given: string, { clock, text }: Pick<CallContext, 'clock' | 'text'>): number => {
  const now = clock.now();
  const typed = given.trim().toLowerCase();
  const duration = durationMs(typed);
  const at = duration === undefined ? startOfDay(typed) : now - duration;
  if (at === undefined || at > now) throw new AppError('invalid-request', text('since.not-understood'));
  return Math.max(at, 0);
};
