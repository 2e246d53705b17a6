const pad = (value: number, length = 2): string => String(value).padStart(length, '0');

const months = 'January February March April May June July August September October November December'.split(' ');
const days = 'Sunday Monday Tuesday Wednesday Thursday Friday Saturday'.split(' ');

const parts: Record<string, (at: Date) => string> = {
  YYYY: (at) => pad(at.getUTCFullYear(), 4),
  YY: (at) => pad(at.getUTCFullYear() % 100),
  MMMM: (at) => months[at.getUTCMonth()] ?? '',
  MMM: (at) => (months[at.getUTCMonth()] ?? '').slice(0, 3),
  MM: (at) => pad(at.getUTCMonth() + 1),
  M: (at) => String(at.getUTCMonth() + 1),
  DD: (at) => pad(at.getUTCDate()),
  D: (at) => String(at.getUTCDate()),
  dddd: (at) => days[at.getUTCDay()] ?? '',
  ddd: (at) => (days[at.getUTCDay()] ?? '').slice(0, 3),
  HH: (at) => pad(at.getUTCHours()),
  H: (at) => String(at.getUTCHours()),
  hh: (at) => pad(at.getUTCHours() % 12 || 12),
  h: (at) => String(at.getUTCHours() % 12 || 12),
  mm: (at) => pad(at.getUTCMinutes()),
  m: (at) => String(at.getUTCMinutes()),
  ss: (at) => pad(at.getUTCSeconds()),
  s: (at) => String(at.getUTCSeconds()),
  SSS: (at) => pad(at.getUTCMilliseconds(), 3),
  A: (at) => (at.getUTCHours() < 12 ? 'AM' : 'PM'),
  a: (at) => (at.getUTCHours() < 12 ? 'am' : 'pm'),
  Z: () => '+00:00',
  X: (at) => String(Math.floor(at.getTime() / 1000)),
};

const part = /\[([^\]]*)\]|YYYY|YY|M{1,4}|DD?|d{3,4}|HH?|hh?|mm?|ss?|SSS|[AaZX]/g;

/**
 * `ms` (since 1970) in UTC and English, by Day.js' letters: `YYYY YY MMMM MMM MM M DD D dddd ddd HH H hh h mm m ss s SSS A a
 * Z X`; `[words]` in brackets and all other characters stay. https://day.js.org/docs/en/display/format
 */
export const formatDate = (ms: number, format: string): string => {
  const at = new Date(ms);
  return format.replace(part, (found, words?: string) => words ?? parts[found]?.(at) ?? found);
};

/** ISO 8601 in UTC, to the second: `2026-11-21T14:50:00Z`. */
export const formatIso = (ms: number): string => formatDate(ms, 'YYYY-MM-DD[T]HH:mm:ss[Z]');

/** The greatest time that a JavaScript date can hold: https://tc39.es/ecma262/#sec-time-values-and-time-range */
const lastMs = 8.64e15;

/** Below this a number is taken for seconds since 1970, from it on for milliseconds. */
const firstMs = 1e11;

const isoShape = /^\d{4}-\d\d(?:-\d\d)?(?:([T ]\d\d:[\d:.]+)(Z|[+-]\d\d:?\d\d)?)?$/;

/** A time in ms since 1970 from a number (seconds or ms), its text, or ISO 8601 (UTC without a zone); `undefined` for anything else. */
export const parseTime = (value: unknown): number | undefined => {
  if (typeof value === 'number') {
    const ms = Math.abs(value) < firstMs ? value * 1000 : value;
    return Math.abs(ms) <= lastMs ? ms : undefined;
  }
  if (typeof value !== 'string' || value.length > 40) return undefined;
  const text = value.trim();
  if (/^-?\d{1,16}(?:\.\d+)?$/.test(text)) return parseTime(Number(text));
  const [, time, zone] = isoShape.exec(text) ?? [];
  const ms = isoShape.test(text) ? Date.parse(time !== undefined && zone === undefined ? `${text}Z` : text) : NaN;
  return Number.isNaN(ms) ? undefined : ms;
};
