import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { settings } from '../../src/config.ts';
import { codeOf, readPage, section, tableRows } from './pages.ts';

const rows = tableRows(section(readPage('README.md'), '## Settings'));

test("the README's table names every setting, and nothing else", () => {
  assert.deepEqual(
    rows.map(([name]) => codeOf(name)),
    Object.keys(settings.shape),
  );
});

test("the defaults in the README's table are those of the program", () => {
  const defaults: Record<string, unknown> = settings.parse({});
  for (const [cell, written] of rows) {
    const name = codeOf(cell) ?? '';
    const value = codeOf(written);
    const meant: Record<string, unknown> = value === undefined ? {} : settings.parse({ [name]: value });
    assert.deepEqual(meant[name], defaults[name], `README.md says that the default of ${name} is ${written}`);
  }
});

test('.env.example names every setting, each with its default or as an example', () => {
  const lines = readFileSync('.env.example', 'utf8').split('\n');
  const written = lines.flatMap((line) => /^#?([A-Z_]+)=(.*)$/.exec(line)?.slice(1, 3) ?? []);
  const names = written.filter((_, index) => index % 2 === 0);
  assert.deepEqual(names.toSorted(), Object.keys(settings.shape).toSorted());
  for (const [index, name] of names.entries()) {
    const value = written[index * 2 + 1];
    if (value !== '') assert.doesNotThrow(() => settings.parse({ [name]: value }), `.env.example: ${name}=${value}`);
  }
});
