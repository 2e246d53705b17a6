import type { SourceFile } from './source-file.ts';

/** Where a type may be asserted (`as`), each with what forces it. */
const allowedCasts: Record<string, string> = {};

const silencers = /@ts-(ignore|expect-error|nocheck)|(ox|es)lint-disable/;

/** Complains of `any`, `!`, `as` (but `as const`) and of comments that silence a check. */
export const escapeFaults = (files: SourceFile[], allowed: Record<string, string> = allowedCasts): string[] => {
  const used = new Set<string>();
  const faults = files.flatMap((file) => {
    const found: string[] = [];
    const complain = (position: number, what: string) => found.push(`${file.path}:${file.line(position)} ${what}`);
    file.visit({
      TSAnyKeyword: ({ start }) => complain(start, 'uses any; use unknown and narrow it'),
      TSNonNullExpression: ({ start }) => complain(start, 'uses !; narrow the value instead'),
      TSTypeAssertion: ({ start }) => complain(start, 'asserts a type; narrow or parse instead'),
      TSAsExpression: ({ start, typeAnnotation }) => {
        const text = file.text.slice(typeAnnotation.start, typeAnnotation.end);
        if (text === 'const') return;
        if (allowed[file.path] === undefined) complain(start, `uses "as ${text}"; narrow or parse instead`);
        used.add(file.path);
      },
    });
    for (const { value, start } of file.comments) {
      if (silencers.test(value)) complain(start, 'silences a check; mend what it found');
    }
    return found;
  });
  const stale = Object.keys(allowed).filter((path) => !used.has(path));
  return [...faults, ...stale.map((path) => `${path} may use "as" but does not: take it off the list`)];
};
