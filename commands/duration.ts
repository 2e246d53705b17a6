/** A day in ms. */
export const dayMs = 86_400_000;

const unitMs: Record<string, number> = { m: 60_000, h: 3_600_000, d: dayMs, w: 7 * dayMs };

/** `90m`, `12h`, `30d` or `2w` in ms; `undefined` for anything else. */
export const durationMs = (text: string): number | undefined => {
  const [, amount, unit = ''] = /^(\d{1,6})\s*([mhdw])$/.exec(text) ?? [];
  const perUnit = unitMs[unit];
  return amount === undefined || perUnit === undefined ? undefined : Number(amount) * perUnit;
};

/** The start of a day such as `2027-01-31` in UTC, ms since 1970; `undefined` for a day that no calendar has. */
export const startOfDay = (text: string): number | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  const start = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(start) || new Date(start).toISOString().slice(0, 10) !== text ? undefined : start;
};
