import { AppError } from '../src/errors.ts';
import type { CallContext } from '../src/discord/command.ts';
import { dayMs, durationMs, startOfDay } from './duration.ts';

const longestMs = 3650 * dayMs;

/**
 * When a key expires, in ms since 1970: `30d`, `12h`, `90m`, `2w` from now, or `2027-01-31` for the end of that day in UTC.
 * Throws `invalid-request` for anything else, for the past, and beyond ten years.
 */
export const parseExpiry = (given: string, { clock, text }: Pick<CallContext, 'clock' | 'text'>): number => {
  const now = clock.now();
  const typed = given.trim().toLowerCase();
  const duration = durationMs(typed);
  const day = startOfDay(typed);
  const at = duration === undefined ? day && day + dayMs : now + duration;
  if (at === undefined) throw new AppError('invalid-request', text('expiry.not-understood'));
  if (at <= now) throw new AppError('invalid-request', text('expiry.past'));
  if (at - now > longestMs) throw new AppError('invalid-request', text('expiry.too-far'));
  return at;
};
