import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ApplicationCommandOptionType as Type,
  PermissionFlagsBits,
  type APIApplicationCommandOption,
} from 'discord-api-types/v10';
import { createAttachments } from '../../src/sandbox/attachments.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { commandOptions, findCommand, typedOptions } from '../../src/sandbox/interaction-command.ts';
import { seat } from '../../src/sandbox/interaction-people.ts';
import { changeRole } from '../../src/sandbox/mutations.ts';
import { makeCommand } from './interaction-bench.ts';

const word: APIApplicationCommandOption = {
  type: Type.String,
  name: 'word',
  description: 'x',
  required: true,
  autocomplete: true,
};
const count: APIApplicationCommandOption = { type: Type.Integer, name: 'count', description: 'x', min_value: 2 };
const sub: APIApplicationCommandOption = {
  type: Type.Subcommand,
  name: 'sub',
  description: 'x',
  options: [word, count],
};

const demo = () => {
  const world = createWorld({ now: () => Date.UTC(2026, 0, 2) });
  const guild = addDemoGuild(world);
  const add = (command: ReturnType<typeof makeCommand>, to = guild.commands) => void to.set(command.id, command);
  add(makeCommand('flat', [word]));
  add(
    makeCommand('tree', [sub, { type: Type.SubcommandGroup, name: 'group', description: 'x', options: [sub] }]),
    world.commands,
  );
  add(makeCommand('manage', [], String(PermissionFlagsBits.ManageGuild)));
  add(makeCommand('admins', [], '0'));
  const find = (typed: string, user = 'owner') => findCommand(world, seat(world, { user }), typed);
  const host = () => ({
    world,
    seat: seat(world, { user: 'owner' }),
    resolved: {},
    attachments: createAttachments(world, () => ''),
  });
  return { world, guild, find, host };
};

test('a command is found as typed, in the guild and globally, and its values are nested', () => {
  const { find, host } = demo();
  const value = { type: Type.String, name: 'word', value: 'hi' };
  assert.deepEqual(commandOptions(host(), find('/flat'), { word: 'hi' }), [value]);
  const nested = { type: Type.Subcommand, name: 'sub', options: [value] };
  assert.deepEqual(commandOptions(host(), find('tree sub'), { word: 'hi', count: null }), [nested]);
  assert.deepEqual(commandOptions(host(), find('tree group sub'), { word: 'hi' }), [
    { type: Type.SubcommandGroup, name: 'group', options: [nested] },
  ]);
});

test('what is not registered is said so', () => {
  const { find } = demo();
  assert.throws(() => find('nothing'), /\/nothing is not registered in Sandbox; these are: \/flat, /);
  for (const typed of ['tree', 'tree nothing', 'tree group', 'tree sub more', 'tree group nothing'])
    assert.throws(() => find(typed), /no subcommand/, typed);
  assert.throws(() => find('flat sub'), /no subcommands/);
});

test('only those whom Discord would show it may use it', () => {
  const { find, world, guild } = demo();
  find('manage', 'admin');
  assert.throws(() => find('manage', 'ann'), /ann may not use \/manage: the permission ManageGuild is missing/);
  assert.throws(() => find('admins', 'admin'), /for administrators/);
  find('admins', 'owner');
  changeRole(world, {
    guildId: guild.id,
    roleId: demoIds.roles.everyone,
    permissions: PermissionFlagsBits.ViewChannel,
  });
  assert.throws(() => find('flat', 'ann'), /Use Application Commands/);
});

test('missing, unknown and wrong options are refused', () => {
  const { find, host } = demo();
  const read = (given: Record<string, unknown>) => commandOptions(host(), find('tree sub'), given);
  assert.throws(() => read({ count: 3 }), /Missing: option "word"/);
  assert.throws(() => read({ word: 'hi', color: 1 }), /no option "color"; there are: word, count/);
  assert.throws(() => read({ word: 'hi', count: 1 }), /at least 2/);
});

test('while typing nothing is required, and only what completes is completed', () => {
  const { find, host } = demo();
  const typed = (focused: string, given: Record<string, unknown> = {}) =>
    typedOptions(host(), find('tree sub'), { given, focused });
  assert.deepEqual(typed('word', { count: 3 }).options, [
    {
      type: Type.Subcommand,
      name: 'sub',
      options: [
        { type: Type.String, name: 'word', value: '', focused: true },
        { type: Type.Integer, name: 'count', value: 3 },
      ],
    },
  ]);
  assert.throws(() => typed('count'), /"count" does not complete/);
  assert.throws(() => typed('nothing'), /no option "nothing"/);
});
