import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { commands } from '../../commands/index.ts';
import de from '../../commands/texts/de.json' with { type: 'json' };
import en from '../../commands/texts/en.json' with { type: 'json' };
import { commandJson } from '../../src/discord/command-json.ts';
import { nextSteps } from '../../src/discord/error-answer.ts';
import { jsonObject, type Json } from '../../src/domain/json.ts';
import { actionResult, deliveryStates } from '../../src/domain/delivery.ts';

const flat = (tree: Json, path: string[] = []): [string, string][] => {
  if (typeof tree === 'string') return [[path.join('.'), tree]];
  return Object.entries(jsonObject.parse(tree)).flatMap(([name, below]) => flat(below, [...path, name]));
};

const english = new Map(flat(en));
const german = new Map(flat(de));
const withoutPlural = (key: string) => key.replace(/_(one|other)$/, '');
const known = new Set([...english.keys()].map(withoutPlural));

const sources = [...globSync('commands/**/*.ts'), ...globSync('src/discord/*.ts')].map((path) =>
  readFileSync(path, 'utf8'),
);

/** Keys as they stand in the sources, and those that the shape of commands and errors asks for. */
const used = () => {
  const roots = Object.keys(en).join('|');
  const written = new RegExp(`'((?:${roots})\\.[a-z.-]+)'`, 'g');
  const literal = sources.flatMap((source) => [...source.matchAll(written)].map(([, key = '']) => key));
  const structural = commands.list.flatMap(({ name, subcommands, whole }) => [
    `${name}.description`,
    ...(whole?.options ?? []).map((option) => `${name}.options.${option.name}`),
    ...subcommands.flatMap((subcommand) => [
      `${name}.${subcommand.name}.description`,
      ...(subcommand.options ?? []).map((option) => `${name}.${subcommand.name}.options.${option.name}`),
    ]),
  ]);
  const computed = [
    ...actionResult.shape.status.options.map((status) => `webhook.test.${status}`),
    ...deliveryStates.map((state) => `webhook.test.ended-${state}`),
    ...deliveryStates.map((state) => `delivery-state.${state}`),
    ...['failed', 'partial', 'ambiguous'].map((state) => `webhook.logs.all-${state}`),
    ...['failed', 'partial', 'ambiguous'].map((state) => `failure-notice.${state}`),
    ...['added', 'under-way', 'done-already'].map((status) => `replay-answer.${status}`),
    ...['not-understood', 'wrong-name', 'twice'].map((key) => `test-values.${key}`),
  ];
  return new Set([...literal, ...structural, ...computed, ...Object.values(nextSteps)]);
};

test('every text that is used exists, and none lies unused', () => {
  assert.deepEqual([...used()].sort(), [...known].sort());
});

const placeholders = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map(([, name = '']) => name).sort();

test('the other language says everything that English says, and fills in the same values', () => {
  assert.deepEqual([...german.keys()].sort(), [...english.keys()].sort());
  for (const [key, text] of german) assert.deepEqual(placeholders(text), placeholders(english.get(key) ?? ''), key);
});

test('commands are described in every language', () => {
  for (const command of commands.list) {
    const json = commandJson(command, commands.texts);
    assert.equal(json.description_localizations?.de, german.get(`${command.name}.description`));
    for (const option of json.options ?? [])
      assert.notEqual(option.description_localizations?.de, undefined, option.name);
  }
});
