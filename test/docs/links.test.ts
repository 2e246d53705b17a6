import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { packageJson } from '../architecture/packages.ts';
import { allPages, fencedLines, type Page } from './pages.ts';

/** What a page links to or names as a path of the repository and is not there. */
const missing = ({ path, text }: Page): string[] => {
  const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target = '']) => target.replace(/#.*/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target))
    .map((target) => join(dirname(path), target));
  const named = [...text.matchAll(/(?<![\w/.<>-])(?:src|commands|test|docs|bench|bin|\.ci)\/[\w./-]*(?![\w<*])/g)].map(
    ([target]) => target.replace(/\.$/, ''),
  );
  return [...links, ...named].filter((target) => !existsSync(target)).map((target) => `${path} names ${target}`);
};

test('what is missing is found in links and in paths, and left alone in patterns', () => {
  const page = {
    path: 'docs/a.md',
    text: '[x](no.md) [y](https://example.com) `src/no/such.ts` src/actions/<kind>.ts',
  };
  assert.deepEqual(missing(page), ['docs/a.md names docs/no.md', 'docs/a.md names src/no/such.ts']);
});

for (const page of allPages()) {
  test(`every link and path in ${page.path} exists`, () => assert.deepEqual(missing(page), []));
}

test('every npm command that a page gives exists', () => {
  const { scripts } = packageJson.parse(JSON.parse(readFileSync('package.json', 'utf8')));
  const builtIn = new Set(['ci', 'install']);
  const given = allPages().flatMap(({ path, text }) =>
    [...text.matchAll(/(?:`|^ *|&& )npm (run )?([a-z:-]+)/gm)].map(([command, run, name = '']) => ({
      path,
      command,
      run,
      name,
    })),
  );
  assert.ok(given.length > 5);
  for (const { path, command, run, name } of given) {
    const exists = run === undefined ? builtIn.has(name) || ['start', 'test'].includes(name) : name in scripts;
    assert.ok(exists, `${path} gives "${command}"`);
  }
});

test('the curl lines of the README need no more than what a reader has at hand', () => {
  const page = readFileSync('README.md', 'utf8');
  const lines = fencedLines(page, 'sh').filter((line) => line.startsWith('curl '));
  assert.ok(lines.length >= 3);
  const known = new Set(['WEBHOOK_URL', 'KEY', 'GUILDHOOK_URL', 'DELIVERY_ID']);
  for (const line of lines) {
    for (const [, name = ''] of line.matchAll(/\$(\w+)/g)) assert.ok(known.has(name), `README.md: ${name} in ${line}`);
  }
});
