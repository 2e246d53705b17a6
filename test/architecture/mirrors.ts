import type { SourceFile } from './source-file.ts';

/** Files with logic that are tested elsewhere, each with where. */
const testedElsewhere: Record<string, string> = {
  'src/actions/action-kind.ts': 'only ties types together',
  'src/delivery/run-action.ts': 'test/delivery/carry-out.test.ts',
  'src/delivery/scope.ts': 'test/delivery/carry-out.test.ts',
  'src/delivery/stored.ts': 'test/delivery/carry-out.test.ts',
  'src/main.ts': 'test/journey/, which starts it as people do',
  'src/start-sandbox.ts': 'test/journey/, which starts it as people do',
};

const hasLogic = (file: SourceFile) => {
  let functions = 0;
  const count = () => void (functions += 1);
  file.visit({ ArrowFunctionExpression: count, FunctionDeclaration: count, FunctionExpression: count });
  return functions > 0;
};

const stemOf = (path: string) => path.replace(/^src\//, '').replace(/\.ts$/, '');

/** A file and those that it is a part of by its name: `http/a-b-c`, `http/a-b`, `http/a`, as far as they exist. */
const wholes = (path: string, sources: ReadonlySet<string>): string[] => {
  const shorter = path.replace(/-[^-/]*\.ts$/, '.ts');
  const more = shorter === path ? [] : wholes(shorter, sources);
  return sources.has(path) ? [path, ...more] : more;
};

/**
 * Complains of every file of the program that holds logic and has no test: `src/http/a.ts` is tested by
 * `test/http/a.test.ts`, `a-….test.ts` beside it or in a folder `a`; a part of it such as `a-limits.ts` by those too.
 */
export const mirrorFaults = (
  files: SourceFile[],
  paths: string[],
  elsewhere: Record<string, string> = testedElsewhere,
): string[] => {
  const program = files.filter(({ path }) => /^(src|commands)\/.*\.ts$/.test(path));
  const sources = new Set(program.map(({ path }) => path));
  const tests = paths.filter((path) => path.endsWith('.test.ts'));
  const isTested = (path: string) =>
    wholes(path, sources).some((whole) =>
      tests.some((test) => ['.', '-', '/'].some((next) => test.startsWith(`test/${stemOf(whole)}${next}`))),
    );
  const untested = program.filter(hasLogic).filter(({ path }) => !isTested(path));
  const known = new Set(untested.map(({ path }) => path));
  return [
    ...untested
      .filter(({ path }) => elsewhere[path] === undefined)
      .map(({ path }) => `${path} has no test: write test/${stemOf(path)}.test.ts`),
    ...Object.keys(elsewhere)
      .filter((path) => !known.has(path))
      .map((path) => `${path} is said to be tested elsewhere, but that is not needed: take it off the list`),
  ];
};
