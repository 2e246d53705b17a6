import { formatDate, parseTime } from './date-format.ts';

/** A value on its way through a token's filters. `trusted`: it is put in as it is, markdown and mentions included. */
export type Filled = { value: unknown; trusted: boolean };

/** Makes something else of a value; gives `undefined` when it cannot, and the token then stays as written. */
export type Filter = (input: Filled, args: readonly string[]) => Filled | undefined;

/** https://docs.discord.com/developers/reference#message-formatting-timestamp-styles */
const timestampStyles = new Set(['t', 'T', 'd', 'D', 'f', 'F', 'R']);

const isAbsent = (value: unknown): boolean => value === undefined || value === null || value === '';

const filters: Record<string, Filter> = {
  default: (input, [fallback = '']) => (isAbsent(input.value) ? { value: fallback, trusted: true } : input),
  raw: ({ value }) => ({ value, trusted: true }),
  date: (input, [format = 'YYYY-MM-DD']) => {
    if (isAbsent(input.value)) return input;
    const ms = parseTime(input.value);
    return ms === undefined ? undefined : { value: formatDate(ms, format), trusted: true };
  },
  timestamp: (input, [style]) => {
    if (isAbsent(input.value)) return input;
    const ms = parseTime(input.value);
    if (ms === undefined || (style !== undefined && !timestampStyles.has(style))) return undefined;
    const seconds = Math.floor(ms / 1000);
    return { value: style === undefined ? `<t:${seconds}>` : `<t:${seconds}:${style}>`, trusted: true };
  },
};

/** The filter of that name, if there is one. */
export const findFilter = (name: string): Filter | undefined =>
  Object.hasOwn(filters, name) ? filters[name] : undefined;
