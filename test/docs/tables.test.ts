import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commands } from '../../commands/index.ts';
import english from '../../commands/texts/en.json' with { type: 'json' };
import { actionKinds } from '../../src/actions/index.ts';
import { inviteUrl } from '../../src/discord/invite.ts';
import { errorCodes } from '../../src/errors.ts';
import { problems } from '../../src/http/problem.ts';
import { readPage, section, tableRows } from './pages.ts';

const readme = readPage('README.md');
const table = (rows: string[][]) => rows.map((row) => `| ${row.join(' | ')} |`).join('\n');

test("the README's table of actions is the list of kinds", () => {
  const right = actionKinds.map(({ kind, summary }) => [`\`${kind}\``, summary]);
  assert.equal(table(tableRows(section(readme, '## Actions'))), table(right));
});

test("the README's table of commands is the list of subcommands with their English texts", () => {
  const texts: Record<string, Record<string, unknown>> = english;
  const descriptionOf = (command: string, subcommand?: string) => {
    const text = subcommand === undefined ? texts[command] : texts[command]?.[subcommand];
    return typeof text === 'object' && text !== null && 'description' in text ? String(text.description) : 'no text';
  };
  const right = commands.list.flatMap(({ name, subcommands, whole }) => [
    ...(whole === undefined ? [] : [[`\`/${name}\``, descriptionOf(name)]]),
    ...subcommands.map((subcommand) => [`\`/${name} ${subcommand.name}\``, descriptionOf(name, subcommand.name)]),
  ]);
  assert.equal(table(tableRows(section(readme, '## Commands'))), table(right));
});

test("the README's invitation is the one that the program gives", () => {
  assert.ok(readme.text.includes(`\`${inviteUrl('APPLICATION_ID')}\``), inviteUrl('APPLICATION_ID'));
});

test("the README's table of answers has every status that a caller can bring about", () => {
  const told = tableRows(section(readme, '## Call it')).flatMap(([statuses = '']) => statuses.split(', ').map(Number));
  const possible = errorCodes.slice(0, errorCodes.indexOf('internal')).map((code) => problems[code].status);
  assert.deepEqual(
    told,
    [...new Set([200, 202, ...possible, 503])].toSorted((a, b) => a - b),
  );
});
