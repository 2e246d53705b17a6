import { AppError } from '../src/errors.ts';
import type { CallContext } from '../src/discord/command.ts';

const dayMs = 86_400_000;
const longestMs = 3650 * dayMs;
const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs };

const durationMs = (text: string): number | undefined => {
  const [, amount, unit = ''] = /^(\d{1,6})\s*([mhdw])$/.exec(text) ?? [];
  const perUnit = unitMs[unit];
  return amount === undefined || perUnit === undefined ? undefined : Number(amount) * perUnit;
};

/** The end of that day in UTC; `undefined` for a day that no calendar has. */
const endOfDay = (text: string): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const start = Date.parse(`${text}T00:00:00Z`);
  if (Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== text) return undefined;
  return start + dayMs;
};

/**
 * When a key expires, in ms since 1970: `30d`, `12h`, `90m`, `2w` from now, or `2027-01-31` for the end of that day in UTC.
 * Throws `invalid-request` for anything else, for the past, and beyond ten years.
 */
export const parseExpiry = (given: string, { clock, text }: Pick<CallContext, 'clock' | 'text'>): number => {
  const now = clock.now();
  const typed = given.trim().toLowerCase();
  const duration = durationMs(typed);
  const at = duration === undefined ? endOfDay(typed) : now + duration;
  if (at === undefined) throw new AppError('invalid-request', text('expiry.not-understood'));
  if (at <= now) throw new AppError('invalid-request', text('expiry.past'));
  if (at - now > longestMs) throw new AppError('invalid-request', text('expiry.too-far'));
  return at;
};
