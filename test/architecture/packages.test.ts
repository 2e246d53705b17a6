import assert from 'node:assert/strict';
import { test } from 'node:test';
import { machineTraceFaults } from './machine-traces.ts';
import { lockFaults, versionFaults } from './packages.ts';

test('only exact versions pass', () => {
  const faults = (version: string) => versionFaults({ scripts: {}, devDependencies: { a: version } });
  assert.deepEqual(faults('1.2.3'), []);
  assert.deepEqual(faults('1.2.3-beta.4'), []);
  for (const version of ['^1.2.3', '~1.2.3', '1.2', '*', 'latest', '>=1.2.3']) {
    assert.deepEqual(faults(version), [`package.json: a is "${version}"; write one exact version`]);
  }
});

test('a locked package may not run a script, name an address or lack a free licence', () => {
  const faults = (entry: object) =>
    lockFaults({ packages: { '': {}, 'node_modules/a': { license: 'MIT', ...entry } } });
  assert.deepEqual(faults({}), []);
  assert.deepEqual(faults({ license: '(MIT OR GPL-3.0)' }), []);
  assert.equal(faults({ hasInstallScript: true }).length, 1);
  assert.deepEqual(faults({ resolved: 'https://example.com/a.tgz' }), [
    'package-lock.json: node_modules/a names the address https://example.com/a.tgz',
  ]);
  assert.equal(faults({ license: 'GPL-3.0' }).length, 1);
  assert.equal(faults({ license: undefined }).length, 1);
});

test('traces of one machine are found, links and relative paths are not', () => {
  const faults = (text: string) => machineTraceFaults([{ path: 'a.md', text }]);
  const at = (folder: string) => ['', folder, 'someone', 'file.ts'].join('/');
  assert.deepEqual(faults('see docs/work/a.md, https://example.com/work/b and ../home/c'), []);
  for (const folder of ['home', 'root', 'Users', 'work', 'tmp']) {
    assert.deepEqual(faults(`first\nread ${at(folder)}`), ['a.md:2 names a path of one machine'], folder);
  }
  assert.equal(faults(['registry', 'example', 'org'].join('.')).length, 1);
  assert.deepEqual(faults('registry.metrics(); registry.a.b;'), []);
});
