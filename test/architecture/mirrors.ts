import type { SourceFile } from './source-file.ts';

/** Files with logic that are tested elsewhere, each with where. */
const testedElsewhere: Record<string, string> = {
  'src/actions/action-kind.ts': 'only ties types together',
};

const hasLogic = (file: SourceFile) => {
  let functions = 0;
  const count = () => void (functions += 1);
  file.visit({ ArrowFunctionExpression: count, FunctionDeclaration: count, FunctionExpression: count });
  return functions > 0;
};

/** Where the tests of `path` lie: `test/domain/template.test.ts`, `template-….test.ts` beside it, or in a folder of that name. */
const mirrorOf = (path: string) => path.replace(/^src\//, '').replace(/\.ts$/, '');

/** Complains of every file of the program that holds logic and has no test of its own. */
export const mirrorFaults = (
  files: SourceFile[],
  paths: string[],
  elsewhere: Record<string, string> = testedElsewhere,
): string[] => {
  const program = files.filter(({ path }) => /^(src|commands)\/.*\.ts$/.test(path));
  const untested = program.filter(hasLogic).filter(({ path }) => {
    const stem = `test/${mirrorOf(path)}`;
    const isMirror = (test: string) =>
      test.endsWith('.test.ts') && ['.', '-', '/'].some((next) => test.startsWith(`${stem}${next}`));
    return !paths.some(isMirror);
  });
  const known = new Set(untested.map(({ path }) => path));
  return [
    ...untested
      .filter(({ path }) => elsewhere[path] === undefined)
      .map(({ path }) => `${path} has no test: write test/${mirrorOf(path)}.test.ts`),
    ...Object.keys(elsewhere)
      .filter((path) => !known.has(path))
      .map((path) => `${path} is said to be tested elsewhere, but that is not needed: take it off the list`),
  ];
};
