import assert from 'node:assert/strict';
import { test } from 'node:test';
import { escapeFaults } from './escapes.ts';
import { mirrorFaults } from './mirrors.ts';
import { docFaults, nameFaults, sizeFaults } from './shape.ts';
import { parseSource } from './source-file.ts';

const ofLines = (path: string, count: number) => parseSource(path, ';\n'.repeat(count));

test('a file may have 300 lines and not one more', () => {
  assert.deepEqual(sizeFaults([ofLines('test/a.test.ts', 300)]), []);
  assert.deepEqual(sizeFaults([ofLines('test/a.test.ts', 301)]), [
    'test/a.test.ts has 301 lines; at most 300 are allowed. Split it by topic',
  ]);
});

test('one file in five of the program may have 150 lines or more', () => {
  const short = ['a', 'b', 'c', 'd'].map((name) => ofLines(`src/${name}.ts`, 149));
  assert.deepEqual(sizeFaults([...short, ofLines('src/e.ts', 150)]), []);
  assert.deepEqual(sizeFaults([...short, ofLines('src/e.ts', 150), ofLines('commands/f.ts', 200)]), [
    'Too many files with 150 lines or more: src/e.ts, commands/f.ts',
  ]);
});

test('names that say nothing are refused as whole words', () => {
  assert.deepEqual(
    nameFaults([
      'src/domain/key.ts',
      'src/http/serviceable.ts',
      'src/actions/field-types.ts',
      'src/a.d.ts',
      'test/a-b.test.ts',
    ]),
    [],
  );
  assert.deepEqual(nameFaults(['src/http/http-utils.ts']), [
    'src/http/http-utils.ts: "utils" says nothing; name what it does',
  ]);
  assert.equal(nameFaults(['src/helpers/a.ts', 'src/types.ts', 'src/key.service.ts', 'test/common.test.ts']).length, 4);
  assert.deepEqual(nameFaults(['src/httpApp.ts']), ['src/httpApp.ts is not named in kebab-case']);
});

test('whatever is exported needs a doc comment right before it', () => {
  const faults = (text: string) => docFaults([parseSource('src/a.ts', text)]);
  assert.deepEqual(faults('/** A. */\nexport const a = 1;\n/** B. */\nexport type B = 1;\nconst c = 1;'), []);
  assert.deepEqual(faults(`export { a } from './b.ts';\nexport default 1;`), []);
  for (const text of ['export const a = 1;', '// A.\nexport type A = 1;', '/* A. */\nexport function a() {}']) {
    assert.deepEqual(
      faults(text),
      [`src/a.ts:${text.split('\n').length} exports something without a doc comment`],
      text,
    );
  }
  assert.equal(faults('/** A. */\nconst b = 1;\nexport const a = 1;').length, 1);
});

test('types that are silenced are named; as const and satisfies are not', () => {
  const faults = (text: string) => escapeFaults([parseSource('src/a.ts', text)], {});
  assert.deepEqual(faults(`const a = [1] as const satisfies number[]; import { b as c } from './b.ts'; // any!`), []);
  assert.deepEqual(faults('let a: any;'), ['src/a.ts:1 uses any; use unknown and narrow it']);
  assert.deepEqual(faults('f(a!.b);'), ['src/a.ts:1 uses !; narrow the value instead']);
  assert.deepEqual(faults('f(a as B);'), ['src/a.ts:1 uses "as B"; narrow or parse instead']);
  assert.equal(faults('f(<B>a);').length, 1);
  assert.equal(faults('f(a as unknown as B);').length, 2);
  assert.equal(faults('// @ts-expect-error later\nf();').length, 1);
  assert.equal(faults('/* oxlint-disable */').length, 1);
});

test('the list of allowed casts holds for its file and does not outlive it', () => {
  const allowed = { 'src/a.ts': 'forced' };
  assert.deepEqual(escapeFaults([parseSource('src/a.ts', 'f(a as B);')], allowed), []);
  assert.deepEqual(escapeFaults([parseSource('src/a.ts', 'f(a);')], allowed), [
    'src/a.ts may use "as" but does not: take it off the list',
  ]);
});

test('a file with logic needs a test at its own path, under its name or beginning with it', () => {
  const logic = parseSource('src/http/a.ts', 'export const a = () => 1;');
  const data = parseSource('src/http/b.ts', 'export const b = { c: 1 }; type D = () => void;');
  assert.deepEqual(mirrorFaults([data], [], {}), []);
  assert.deepEqual(mirrorFaults([logic], ['test/http/b.test.ts', 'test/http/ab.test.ts', 'test/http/a.ts'], {}), [
    'src/http/a.ts has no test: write test/http/a.test.ts',
  ]);
  for (const path of ['test/http/a.test.ts', 'test/http/a-limits.test.ts', 'test/http/a/limits.test.ts']) {
    assert.deepEqual(mirrorFaults([logic], [path], {}), [], path);
  }
  assert.deepEqual(mirrorFaults([parseSource('commands/a.ts', 'f(() => 1);')], ['test/commands/a.test.ts'], {}), []);
});

test('a part of a file may be tested with the whole, if there is such a file', () => {
  const whole = parseSource('src/http/a.ts', 'export const a = () => 1;');
  const part = parseSource('src/http/a-b-c.ts', 'export const c = () => 1;');
  assert.deepEqual(mirrorFaults([whole, part], ['test/http/a.test.ts'], {}), []);
  assert.deepEqual(mirrorFaults([part], ['test/http/a.test.ts'], {}), [
    'src/http/a-b-c.ts has no test: write test/http/a-b-c.test.ts',
  ]);
});

test('an exception from that holds only while it is needed', () => {
  const logic = parseSource('src/http/a.ts', 'export const a = () => 1;');
  assert.deepEqual(mirrorFaults([logic], [], { 'src/http/a.ts': 'a reason' }), []);
  assert.equal(mirrorFaults([logic], ['test/http/a.test.ts'], { 'src/http/a.ts': 'a reason' }).length, 1);
  assert.equal(mirrorFaults([], [], { 'src/http/a.ts': 'a reason' }).length, 1);
});
