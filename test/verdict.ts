import { skipReason } from './needs.ts';

/**
 * What a run of tests has shown: `skipped` with the reason that each gave, `empty` the test files without a test,
 * `endless` those that did not end.
 */
export type Seen = {
  passed: number;
  failed: number;
  skipped: { name: string; why: string }[];
  empty: string[];
  endless: string[];
};

/**
 * What is said at the end of a run, and its exit code. A test may only be left out for want of a program
 * ({@link needs}), and not where `strict` (CI): there everything must run.
 */
export const verdict = (seen: Seen, strict: boolean): { lines: string[]; exitCode: 0 | 1 } => {
  const wanting = new Map<string, number>();
  const unexcused = [
    ...seen.empty.map((file) => `Holds no test: ${file}`),
    ...seen.endless.map((file) => `Does not end by itself: ${file}`),
  ];
  for (const { name, why } of seen.skipped) {
    const program = skipReason.exec(why)?.[1];
    if (program === undefined) unexcused.push(`Left out without need: ${name} (${why})`);
    else wanting.set(program, (wanting.get(program) ?? 0) + 1);
  }
  const lines = [
    ...unexcused,
    ...[...wanting].map(
      ([program, count]) => `Not run for want of ${program}: ${count} ${count === 1 ? 'test' : 'tests'}`,
    ),
    ...(seen.passed === 0 ? ['No test passed.'] : []),
  ];
  const failed = seen.failed > 0 || seen.passed === 0 || unexcused.length > 0 || (strict && wanting.size > 0);
  return { lines, exitCode: failed ? 1 : 0 };
};
