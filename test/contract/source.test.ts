import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { AppError } from '../../src/errors.ts';
import { variableName, variableValue } from '../../src/domain/variables.ts';
import { sources } from '../../src/sources/index.ts';

const recordedIn = (name: string) => readFileSync(new URL(`../sources/recorded/${name}.json`, import.meta.url));

test('the default comes first', () => assert.equal(sources[0].name, 'variables'));

test('names are those of files, and each only once', () => {
  const files = new Set(globSync('src/sources/*.ts').map((file) => basename(file, '.ts')));
  const names = sources.map(({ name }) => name);
  assert.deepEqual([...new Set(names)], names);
  for (const name of names) assert.ok(files.has(name), `src/sources/${name}.ts is missing`);
});

for (const source of sources) {
  describe(source.name, () => {
    const recorded = recordedIn(source.name);

    test('reads its recorded body, and the same from it each time', () => {
      const { variables } = source.read(recorded);
      assert.ok(Object.keys(variables).length > 0);
      assert.deepEqual(source.read(recorded).variables, variables);
    });

    test('gives names and values that templates can use, on an object without a prototype', () => {
      const { variables } = source.read(recorded);
      assert.equal(Object.getPrototypeOf(variables), null);
      for (const [name, value] of Object.entries(variables)) {
        assert.ok(variableName.safeParse(name).success, name);
        assert.ok(variableValue.safeParse(value).success, name);
      }
    });

    test('takes no bytes for a call without data', () =>
      assert.deepEqual(Object.keys(source.read(Buffer.alloc(0)).variables), []));

    test('names media types in lower case without parameters', () => {
      assert.ok(source.contentTypes.length > 0);
      for (const type of source.contentTypes) assert.match(type, /^[a-z]+\/[a-z0-9.*+-]+$/);
    });

    const refusesPolitely = (bytes: Buffer) => {
      try {
        source.read(bytes);
      } catch (error) {
        assert.ok(error instanceof AppError, String(error));
        assert.ok(error.code === 'invalid-json' || error.code === 'invalid-request', error.code);
        assert.ok((error.faults ?? []).length > 0, 'a refusal names its faults');
      }
    };

    test('throws nothing but a refusal with faults, whatever the bytes', () =>
      fc.assert(fc.property(fc.uint8Array(), (bytes) => refusesPolitely(Buffer.from(bytes)))));

    test('the same for its recorded body with one byte changed', () =>
      fc.assert(
        fc.property(fc.nat(recorded.length - 1), fc.nat(255), (at, byte) => {
          const changed = Buffer.from(recorded);
          changed[at] = byte;
          refusesPolitely(changed);
        }),
        { numRuns: 1000 },
      ));

    test('never repeats what was sent when it refuses', () => {
      const secret = 'PRIVATE';
      for (const body of [
        `{"${secret}`,
        `["${secret}"]`,
        `{"variables":"${secret}"}`,
        `{"variables":[{"name":["${secret}"]}]}`,
      ]) {
        assert.throws(
          () => source.read(Buffer.from(body)),
          (error) => error instanceof AppError && !JSON.stringify([error.detail, error.faults]).includes(secret),
        );
      }
    });
  });
}
