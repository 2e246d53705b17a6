// Runs every test/**/*.test.ts, or those whose path contains one of the arguments: `npm test -- domain template`.
import { globSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { spec } from 'node:test/reporters';
import { verdict, type Seen } from './verdict.ts';

const wanted = process.argv.slice(2);
const files = globSync('test/**/*.test.ts')
  .sort()
  .filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part)));

/** A file that says nothing for so long does not end by itself: something in it was not closed, or waits for what never comes. */
const longestSilenceMs = 300_000;

const seen: Seen = { passed: 0, failed: 0, skipped: [], empty: [], endless: [] };
const isFile = (name: string) => files.some((file) => name.endsWith(file));

const giveUp = new AbortController();
const unended = new Set(files.map((file) => resolve(file)));
const onSilence = () => {
  seen.endless = [...begun].filter((file) => unended.has(file)).map((file) => relative('.', file));
  giveUp.abort();
};
let alarm = setTimeout(onSilence, longestSilenceMs);
const begun = new Set<string>();

const stream = run({
  files,
  concurrency: availableParallelism(),
  execArgv: ['--no-warnings'],
  signal: giveUp.signal,
})
  .on('data', () => {
    clearTimeout(alarm);
    alarm = setTimeout(onSilence, longestSilenceMs);
  })
  .on('test:dequeue', ({ name }) => begun.add(resolve(name)))
  .on('test:summary', ({ file }) => unended.delete(file ?? ''))
  .on('test:fail', (test) => {
    if (test.todo === undefined || test.todo === false) seen.failed += 1;
  })
  .on('test:pass', (test) => {
    if (test.skip !== undefined && test.skip !== false) seen.skipped.push({ name: test.name, why: String(test.skip) });
    else if (test.todo !== undefined && test.todo !== false) seen.skipped.push({ name: test.name, why: 'todo' });
    else if (isFile(test.name)) seen.empty.push(test.name);
    else if (test.details.type !== 'suite') seen.passed += 1;
  });

stream.compose(spec).pipe(process.stdout);
stream.on('end', () => {
  clearTimeout(alarm);
  const { lines, exitCode } = verdict(seen, process.env.CI === 'true');
  process.on('exit', () => process.stdout.write(lines.map((line) => `${line}\n`).join('')));
  process.exitCode = exitCode;
});
