/** The value below which `share` (0 to 1) of the numbers lie. */
export const percentile = (numbers: readonly number[], share: number): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
};

/** The middle number, or the mean of the two in the middle. */
export const median = (numbers: readonly number[]): number => {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return ((sorted[Math.ceil(middle) - 1] ?? Number.NaN) + (sorted[Math.floor(middle)] ?? Number.NaN)) / 2;
};

/** A number with as many digits as a reader needs. */
export const readable = (number: number): string => {
  if (!Number.isFinite(number)) return String(number);
  if (Math.abs(number) >= 100) return Math.round(number).toLocaleString('en-US');
  return number.toFixed(Math.abs(number) >= 10 ? 1 : 2);
};

/** Takes each side's number in turn, so that what disturbs the machine disturbs both; gives the median of each. */
export const interleave = async (
  rounds: number,
  sides: { value: () => Promise<number>; baseline: () => Promise<number> },
): Promise<{ value: number; baseline: number }> => {
  const values: number[] = [];
  const baselines: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    baselines.push(await sides.baseline());
    values.push(await sides.value());
  }
  return { value: median(values), baseline: median(baselines) };
};
