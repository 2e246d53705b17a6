import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApplicationCommandOptionType as Type, ApplicationCommandType } from 'discord-api-types/v10';
import { commandFaults, commandFields, withNumericPermissions } from '../../src/sandbox/command-rules.ts';

const where = (command: object) =>
  commandFaults(commandFields.parse({ name: 'ok', description: 'd', ...command })).map(
    ({ path, code }) => `${path.join('.')} ${code}`,
  );

const text = (name: string, more: object = {}) => ({ type: Type.String, name, description: 'd', ...more });

test('names', () => {
  for (const name of ['ok', 'créer', 'a_b-c', '名前', 'x'.repeat(32)]) assert.deepEqual(where({ name }), [], name);
  for (const name of ['Ok', 'a b', 'a!', '', 'x'.repeat(33), 'É']) {
    assert.deepEqual(where({ name }), ['name APPLICATION_COMMAND_INVALID_NAME'], name);
  }
  assert.deepEqual(where({ name_localizations: { de: 'Gut' } }), ['name APPLICATION_COMMAND_INVALID_NAME']);
  assert.deepEqual(where({ options: [text('A')] }), ['options.0.name APPLICATION_COMMAND_INVALID_NAME']);
  assert.deepEqual(where({ type: ApplicationCommandType.User, name: 'Any Name', description: '' }), []);
});

test('a slash command has a description', () => {
  assert.deepEqual(where({ description: '' }), ['description BASE_TYPE_REQUIRED']);
});

test('options: required ones first, unique, not mixed with subcommands, no choices beside autocomplete', () => {
  assert.deepEqual(where({ options: [text('a', { required: true }), text('b')] }), []);
  assert.deepEqual(where({ options: [text('a'), text('b', { required: true })] }), [
    'options APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID',
  ]);
  assert.deepEqual(where({ options: [text('a'), text('a')] }), [
    'options APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS',
  ]);
  const sub = {
    type: Type.Subcommand,
    name: 'sub',
    description: 'd',
    options: [text('a'), text('b', { required: true })],
  };
  assert.deepEqual(where({ options: [sub] }), ['options.0.options APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID']);
  assert.deepEqual(where({ options: [{ ...sub, options: [] }, text('a')] }), [
    'options APPLICATION_COMMAND_OPTIONS_TYPE_INVALID',
  ]);
  const torn = text('a', { autocomplete: true, choices: [{ name: 'x', value: 'x' }] });
  assert.deepEqual(where({ options: [torn] }), ['options.0 APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES']);
});

test('8,000 characters in all', () => {
  const options = Array.from({ length: 25 }, (_, index) => ({
    ...text(`o${index}`),
    choices: Array.from({ length: 4 }, () => ({ name: 'n'.repeat(40), value: 'v'.repeat(40) })),
  }));
  assert.deepEqual(where({ options }), [' APPLICATION_COMMAND_TOO_LARGE']);
  assert.deepEqual(where({ options: options.slice(0, 20) }), []);
});

test('permissions may be a text', () => {
  assert.deepEqual(withNumericPermissions({ a: 1, default_member_permissions: '32' }), {
    a: 1,
    default_member_permissions: 32,
  });
  for (const same of [{ default_member_permissions: null }, {}, 'x', undefined]) {
    assert.deepEqual(withNumericPermissions(same), same);
  }
});
