import type { Result } from './benchmark.ts';
import { readable } from './numbers.ts';

const head = ['measured', 'Guildhook', 'baseline', 'ratio', 'goal', ''];

/** Results as a table for people, with the goal beside each. */
export const formatResults = (results: readonly Result[]): string => {
  const rows = results.map(({ what, value, baseline, ratio, goal }) => [
    what,
    readable(value),
    baseline === undefined ? '–' : readable(baseline),
    ratio === undefined ? '–' : `${ratio.toFixed(2)} ×`,
    goal?.text ?? '–',
    goal === undefined ? '' : goal.reached ? 'reached' : 'MISSED',
  ]);
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]) =>
    `  ${cells.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  ')}`;
  return [line(head), ...rows.map(line)].map((text) => text.trimEnd()).join('\n');
};
