import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ambientFaults } from './architecture/ambient.ts';
import { completeListFaults } from './architecture/complete-lists.ts';
import { escapeFaults } from './architecture/escapes.ts';
import { folderLineFaults } from './architecture/folder-line.ts';
import { machineTraceFaults } from './architecture/machine-traces.ts';
import { mirrorFaults } from './architecture/mirrors.ts';
import { outsideImportFaults } from './architecture/outside-imports.ts';
import { lockFaults, packageJson, versionFaults } from './architecture/packages.ts';
import { readSources, repositoryPaths } from './architecture/read-repository.ts';
import { docFaults, nameFaults, sizeFaults } from './architecture/shape.ts';

const paths = repositoryPaths();
const sources = readSources();
const program = sources.filter(({ path }) => /^(src|commands|bin)\//.test(path));
const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const manifest = json('package.json');

const holds = (faults: string[]) => assert.equal(faults.join('\n'), '');

test('folders form a line: each imports only from those before it', () => holds(folderLineFaults(program)));

test('each outside package is known only where it belongs, and the program needs no development package', () =>
  holds(outsideImportFaults(program, Object.keys(packageJson.parse(manifest).dependencies))));

test('process is used in main alone; time and chance are handed in', () => holds(ambientFaults(program)));

test('the lists of actions, sources and commands are complete', () => holds(completeListFaults(sources)));

test('files are small', () => holds(sizeFaults(sources)));

test('files are named for what they do', () => holds(nameFaults(sources.map(({ path }) => path))));

test('everything exported has a doc comment', () => holds(docFaults(sources)));

test('no type is silenced', () => holds(escapeFaults(sources)));

test('every file with logic has a test of its own', () => holds(mirrorFaults(program, paths)));

test('package.json names exact versions', () => holds(versionFaults(manifest)));

test('no package runs a script when installed, names an address or lacks a free licence', () =>
  holds(lockFaults(json('package-lock.json'))));

test('no file names a path of one machine or a package registry', () =>
  holds(
    machineTraceFaults(
      paths
        .filter((path) => !/\.(png|ico|woff2?|db|gz)$/.test(path) && path !== 'package-lock.json')
        .map((path) => ({ path, text: readFileSync(path, 'utf8') })),
    ),
  ));
