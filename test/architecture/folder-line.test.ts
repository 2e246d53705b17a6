import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ambientFaults } from './ambient.ts';
import { folderLineFaults, placeOf } from './folder-line.ts';
import { outsideImportFaults } from './outside-imports.ts';
import { parseSource } from './source-file.ts';

test('a file below src belongs to the part it is named after', () => {
  assert.equal(placeOf('src/logger.ts'), 'logger');
  assert.equal(placeOf('src/logger-pretty.ts'), 'logger');
  assert.equal(placeOf('src/start-sandbox.ts'), 'start-sandbox');
  assert.equal(placeOf('src/queue/engines/sqlite.ts'), 'queue');
  assert.equal(placeOf('commands/webhook/create.ts'), 'commands');
  assert.equal(placeOf('test/run.ts'), undefined);
});

test('imports of the same folder and of earlier ones are right', () => {
  const file = parseSource(
    'src/queue/engines/sqlite.ts',
    `import '../lanes.ts'; import type { A } from '../../domain/a.ts'; import 'express';`,
  );
  assert.deepEqual(folderLineFaults([file]), []);
});

test('an import of a later folder is named with its line, in every form of import', () => {
  const forms = [
    `import { a } from '../http/a.ts';`,
    `import type { A } from '../http/a.ts';`,
    `export { a } from '../http/a.ts';`,
    `export * from '../http/a.ts';`,
    `const a = await import('../http/a.ts');`,
  ];
  for (const form of forms) {
    assert.deepEqual(
      folderLineFaults([parseSource('src/domain/b.ts', `\n${form}`)]),
      ['src/domain/b.ts:2 imports src/http/a.ts, but http comes after domain'],
      form,
    );
  }
});

test('a folder that is not in the line, and an import from outside the program, are named', () => {
  assert.deepEqual(folderLineFaults([parseSource('src/extras/a.ts', '')]), [
    'src/extras/a.ts: "extras" has no place in the line of folders (test/architecture/folder-line.ts)',
  ]);
  assert.deepEqual(folderLineFaults([parseSource('commands/key/a.ts', `import '../../test/b.ts';`)]), [
    'commands/key/a.ts:1 imports test/b.ts, which is outside the program',
  ]);
});

test('a package is refused outside its places, also by one of its paths or another of its scope', () => {
  const faults = (path: string, from: string) =>
    outsideImportFaults(
      [parseSource(path, `import '${from}';`)],
      ['express', 'keyv', '@keyv/sqlite', '@discordjs/rest'],
    );
  assert.deepEqual(faults('src/http/app.ts', 'express'), []);
  assert.deepEqual(faults('src/domain/a.ts', 'express'), ['src/domain/a.ts:1 imports express, which only http may']);
  assert.deepEqual(faults('src/http/a.ts', '@keyv/sqlite'), [
    'src/http/a.ts:1 imports @keyv/sqlite, which only store may',
  ]);
  assert.equal(faults('src/queue/a.ts', '@discordjs/rest/v10').length, 1);
  assert.equal(faults('src/app.ts', 'node:process').length, 1);
  assert.equal(faults('src/app.ts', 'process').length, 1);
  assert.deepEqual(faults('src/main.ts', 'node:process'), []);
});

test('the program may not import what is only there for development', () => {
  assert.deepEqual(outsideImportFaults([parseSource('src/a.ts', `import 'fast-check';`)], ['zod']), [
    "src/a.ts:1 imports fast-check, which is not among package.json's dependencies",
  ]);
});

test('process, time and chance are found as the machine gives them, not as names of properties', () => {
  const faults = (text: string, path = 'src/http/a.ts') => ambientFaults([parseSource(path, text)]);
  for (const text of [
    'process.env.A;',
    'const { env } = process;',
    'f({ process });',
    'setTimeout(f, 1);',
    'Date.now();',
  ]) {
    assert.equal(faults(text).length, 1, text);
  }
  for (const text of ['Math.random;', 'new Date();', 'AbortSignal.timeout(5);'])
    assert.equal(faults(text).length, 1, text);
  for (const text of [
    'worker.process();',
    'f({ process: 1 });',
    'new Date(clock.now());',
    'clock.now();',
    'Math.max(1, 2);',
  ]) {
    assert.deepEqual(faults(text), [], text);
  }
  assert.deepEqual(faults('type A = { process: string };'), []);
  assert.deepEqual(faults('process.exit(1); Date.now();', 'src/main.ts'), []);
  assert.deepEqual(faults('Date.now();', 'src/clock.ts'), []);
});
