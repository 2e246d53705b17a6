import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  ApplicationCommandOptionType,
  ComponentType,
  InteractionResponseType,
  MessageFlags,
} from 'discord-api-types/v10';
import type { Commands, Subcommand } from '../../src/discord/command.ts';
import { anyManager, writeCustomId } from '../../src/discord/custom-id.ts';
import { createTexts } from '../../src/discord/texts.ts';
import { AppError } from '../../src/errors.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { buttonId, createBench, people, type Bench } from '../commands/bench.ts';
import { texts } from '../../commands/texts.ts';

const only = (subcommand: Omit<Subcommand, 'name'>): Commands => ({
  list: [{ name: 'a', subcommands: [{ name: 'b', ...subcommand }] }],
  texts,
});

const customId = (bench: Bench, step: string, facts: { userId?: string; expiresAt?: number } = {}) =>
  writeCustomId({
    command: 'a',
    subcommand: 'b',
    step,
    userId: people.admin.userId,
    expiresAt: bench.clock.now() + 1000,
    args: ['x', 'y'],
    ...facts,
  });

test('a command is put off at once, for its member alone, and answered then', async () => {
  let deferredBefore = 0;
  const bench = await createBench({
    all: only({
      execute: async (_interaction, { guildId }) => {
        deferredBefore = bench.discord.sent.length;
        return { content: `in ${guildId}` };
      },
    }),
  });
  const reply = await bench.run('a b');
  assert.equal(deferredBefore, 1);
  assert.equal(reply.type, InteractionResponseType.DeferredChannelMessageWithSource);
  assert.equal(reply.flags, MessageFlags.Ephemeral);
  assert.equal(reply.content, `in ${people.admin.guildId}`);
});

test('a form is shown at once, and answered when it is sent off', async () => {
  const bench = await createBench({
    all: only({
      opensForm: true,
      execute: async () => ({ form: { custom_id: customId(bench, 'save'), title: 'T', components: [] } }),
      modals: {
        save: async (interaction, _context, args) => ({
          content: `${interaction.fields.getTextInputValue('f')} ${args.join()}`,
        }),
      },
    }),
  });
  const { form, type } = await bench.run('a b');
  assert.equal(type, InteractionResponseType.Modal);
  const reply = await bench.submit(form?.custom_id ?? '', { f: 'typed' });
  assert.equal(reply.type, InteractionResponseType.DeferredChannelMessageWithSource);
  assert.equal(reply.flags, MessageFlags.Ephemeral);
  assert.equal(reply.content, 'typed x,y');
});

test('a press changes the message that the button was in', async () => {
  const bench = await createBench({
    all: only({
      execute: async () => ({
        content: 'Sure?',
        components: [
          {
            type: ComponentType.ActionRow,
            components: [{ type: ComponentType.Button, style: 4, label: 'Yes', custom_id: customId(bench, 'go') }],
          },
        ],
      }),
      components: { go: async (_interaction, _context, args) => ({ content: `gone ${args.join()}` }) },
    }),
  });
  const reply = await bench.press(buttonId(await bench.run('a b'), 'Yes'));
  assert.equal(reply.type, InteractionResponseType.DeferredMessageUpdate);
  assert.equal(reply.content, 'gone x,y');
  assert.deepEqual(reply.components, []);
});

test('refuses a press by another, too late, or of a button it does not know', async () => {
  let carriedOut = 0;
  const step = async () => ({ content: String((carriedOut += 1)) });
  const bench = await createBench({ all: only({ execute: step, components: { go: step }, modals: { save: step } }) });
  assert.match((await bench.press(customId(bench, 'go'), people.owner)).content, /belongs to the one who gave/);
  assert.match((await bench.submit(customId(bench, 'save'), {}, people.owner)).content, /belongs to/);
  const expired = customId(bench, 'go', { expiresAt: bench.clock.now() - 1000 });
  assert.match((await bench.press(expired)).content, /open for too long/);
  for (const id of [
    '',
    'rubbish',
    customId(bench, 'toString'),
    customId(bench, 'save'),
    customId(bench, 'constructor'),
  ]) {
    const reply = await bench.press(id);
    assert.match(reply.content, /not known to me/, id);
    assert.equal(reply.flags, MessageFlags.Ephemeral);
  }
  assert.equal(carriedOut, 0);
  assert.match((await bench.run('a nope')).content, /not known to me/);
  assert.match((await bench.run('nope b')).content, /not known to me/);
});

test('what fails is answered in words, wherever it fails', async () => {
  const fail = async () => {
    throw new AppError('name-taken', 'That is taken.');
  };
  const bench = await createBench({ all: only({ execute: fail, components: { go: fail }, modals: { save: fail } }) });
  for (const reply of [
    await bench.run('a b'),
    await bench.press(customId(bench, 'go')),
    await bench.submit(customId(bench, 'save'), {}),
  ]) {
    assert.match(reply.content, /That is taken\.\n➡️ Choose another name/);
  }
});

test('a fault of our own is logged under the reference shown', async () => {
  const error = new Error('boom');
  const bench = await createBench({
    all: only({
      execute: async () => {
        throw error;
      },
    }),
  });
  const { content } = await bench.run('a b');
  const [line] = bench.logged;
  assert.equal(line?.fields['error'], error);
  assert(content.includes(String(line.fields['reference'])));
  assert.doesNotMatch(content, /boom/);
});

test('suggestions are cut to Discord’s limits; a failure suggests nothing', async () => {
  let fails = false;
  const complete = async () => {
    if (fails) throw new Error('boom');
    return Array.from({ length: 40 }, (_, index) => ({ name: 'n'.repeat(200), value: String(index) }));
  };
  const option = { name: 'o', type: ApplicationCommandOptionType.String, complete } as const;
  const bench = await createBench({ all: only({ execute: async () => ({ content: '' }), options: [option] }) });
  const { choices } = await bench.complete('a b', ['o', 'x']);
  assert.equal(choices?.length, 25);
  assert.equal(choices[0]?.name.length, 100);
  fails = true;
  assert.deepEqual((await bench.complete('a b', ['o', 'x'])).choices, []);
  assert.deepEqual((await bench.complete('a nope', ['o', 'x'])).choices, []);
});

test('carries nothing out when Discord no longer takes an answer, and never throws', async () => {
  let carriedOut = 0;
  const bench = await createBench({ all: only({ execute: async () => ({ content: String((carriedOut += 1)) }) }) });
  bench.discord.answers.push(() => Response.json({ code: 10062, message: 'Unknown interaction' }, { status: 404 }));
  await bench.run('a b');
  assert.equal(carriedOut, 0);
  assert.equal(bench.discord.sent.length, 1);
  assert.match(bench.logged[0]?.message ?? '', /could not be answered in time/);
  bench.discord.answers.splice(0, 1, () => Response.json({ message: 'x' }, { status: 500 }));
  await bench.run('a b');
  assert.equal(carriedOut, 0);
});

test('speaks the member’s language', async () => {
  const two = createTexts({ en: { hi: 'Hello' }, de: { hi: 'Hallo' } });
  const all = { ...only({ execute: async (_interaction, { text }) => ({ content: text('hi') }) }), texts: two };
  const bench = await createBench({ all });
  assert.equal((await bench.run('a b', {}, { ...people.admin, locale: 'de' })).content, 'Hallo');
  assert.equal((await bench.run('a b', {}, { ...people.admin, locale: 'ja' })).content, 'Hello');
});

test('a step may answer with a message of its own, and one for every manager always does', async () => {
  const bench = await createBench({
    all: only({
      execute: async () => ({ content: '' }),
      apart: ['own'],
      components: { own: async () => ({ content: 'mine' }), other: async () => ({ content: 'here' }) },
    }),
  });
  const typeOf = async (step: string, userId?: string) =>
    (await bench.press(customId(bench, step, userId === undefined ? {} : { userId }))).type;
  assert.equal(await typeOf('own'), InteractionResponseType.DeferredChannelMessageWithSource);
  assert.equal(await typeOf('other'), InteractionResponseType.DeferredMessageUpdate);
  assert.equal(await typeOf('other', anyManager), InteractionResponseType.DeferredChannelMessageWithSource);
  const reply = await bench.press(customId(bench, 'other', { userId: anyManager }), people.owner);
  assert.equal(reply.content, 'here');
  assert.equal(reply.flags, MessageFlags.Ephemeral);
  assert.match(
    (await bench.press(customId(bench, 'other', { userId: anyManager }), people.ann)).content,
    /Manage Server/,
  );
});

test('what only Manage Server may do is closed to the role that may manage the rest', async () => {
  const bench = await createBench({
    all: only({
      manageServerOnly: true,
      options: [
        { name: 'o', type: ApplicationCommandOptionType.String, complete: async () => [{ name: 'n', value: 'v' }] },
      ],
      execute: async () => ({ content: 'in' }),
      components: { go: async () => ({ content: 'in' }) },
    }),
  });
  const everyone = people.ann.guildId;
  await bench.store.settings.create({ id: everyone, guildId: everyone, managerRoleId: demoIds.roles.member });
  bench.world.guilds.get(everyone)?.members.get(people.ann.userId)?.roles.push(demoIds.roles.member);
  bench.discord.learn();
  assert.match((await bench.run('a b', {}, people.ann)).content, /Manage Server/);
  assert.match((await bench.press(customId(bench, 'go', { userId: people.ann.userId }), people.ann)).content, /Manage/);
  assert.deepEqual((await bench.complete('a b', ['o', ''], people.ann)).choices, []);
  assert.equal((await bench.run('a b')).content, 'in');
});

test('a command without subcommands', async () => {
  const whole: Subcommand = {
    name: 'a',
    options: [
      {
        name: 'o',
        type: ApplicationCommandOptionType.String,
        complete: async (typed) => [{ name: typed, value: 'v' }],
      },
    ],
    execute: async (interaction) => ({ content: `got ${interaction.options.getString('o')}` }),
    components: { go: async () => ({ content: 'pressed' }) },
  };
  const bench = await createBench({ all: { list: [{ name: 'a', subcommands: [], whole }], texts } });
  assert.equal((await bench.run('a', { o: 'x' })).content, 'got x');
  assert.deepEqual((await bench.complete('a', ['o', 't'])).choices, [{ name: 't', value: 'v' }]);
  assert.equal((await bench.press(customId(bench, 'go'))).content, 'pressed');
});
