import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import {
  ApplicationCommandOptionType as Type,
  ButtonStyle,
  ChannelType,
  ComponentType,
  DiscordAPIError,
  Events,
  MessageFlags,
  PermissionFlagsBits,
  TextInputStyle,
  type ChatInputApplicationCommandData,
  type Client,
  type Interaction,
} from 'discord.js';
import { InteractionResponseType } from 'discord-api-types/v10';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { clientFor, logIn, sandboxFor } from './sandbox-client.ts';

const shop: ChatInputApplicationCommandData = {
  name: 'shop',
  description: 'A shop',
  defaultMemberPermissions: PermissionFlagsBits.ManageGuild,
  options: [
    {
      type: Type.Subcommand,
      name: 'buy',
      description: 'Buys',
      options: [
        { type: Type.String, name: 'what', description: 'What', required: true, autocomplete: true },
        { type: Type.Integer, name: 'count', description: 'How many', minValue: 1, maxValue: 9 },
        { type: Type.Channel, name: 'channel', description: 'Where', channelTypes: [ChannelType.GuildText] },
        { type: Type.Role, name: 'role', description: 'For' },
        { type: Type.User, name: 'user', description: 'Whom' },
      ],
    },
  ],
};

/** A bot that has registered `/shop` and answers as `answer` says. */
const shopkeeper = async (context: TestContext, answer: (interaction: Interaction) => unknown) => {
  const sandbox = await sandboxFor(context);
  const client: Client<true> = await logIn(clientFor(sandbox), sandbox);
  await client.application.commands.set([shop], demoIds.guild);
  await sandbox.commandsRegistered();
  const failures: unknown[] = [];
  const handling: Promise<unknown>[] = [];
  client.on(Events.InteractionCreate, (interaction) => {
    const handled = Promise.resolve(answer(interaction)).catch((error: unknown) => {
      context.diagnostic(
        JSON.stringify(error instanceof DiscordAPIError ? [error.rawError, error.requestBody] : String(error)),
      );
      failures.push(error);
    });
    handling.push(handled);
  });
  /** Waits until the bot has done all it does; fails if any of it failed. */
  const settled = async () => {
    await Promise.all(handling);
    assert.deepEqual(failures, []);
  };
  return { ...sandbox, client, settled };
};

const buy = { user: 'owner', command: 'shop buy' };

test('a command arrives with everything that discord.js resolves, and its reply is shown', async (context) => {
  const { interactions, world, settled } = await shopkeeper(context, async (interaction) => {
    assert(interaction.isChatInputCommand() && interaction.inCachedGuild());
    assert.equal(interaction.options.getSubcommand(), 'buy');
    const { options } = interaction;
    const where = options.getChannel('channel', true).name;
    const facts = [options.getString('what'), options.getInteger('count'), where, options.getRole('role', true).name];
    await interaction.reply(
      `${facts.join(' ')} ${options.getMember('user')?.displayName} ${interaction.user.username}`,
    );
  });
  const answer = await interactions.invoke({
    ...buy,
    channel: 'deploys',
    options: { what: 'tea', count: '3', channel: '#alerts', role: 'On call', user: `<@${demoIds.ann}>` },
  });
  assert.equal(answer.type, InteractionResponseType.ChannelMessageWithSource);
  assert.equal(answer.message?.content, 'tea 3 alerts On call Ann owner');
  assert.equal(world.messages.get(demoIds.deploys)?.at(-1)?.id, answer.message.id);
  await settled();
});

test('an ephemeral answer is shown to its user and to nobody else', async (context) => {
  const heard: string[] = [];
  const { interactions, world, client, settled } = await shopkeeper(context, async (interaction) => {
    assert(interaction.isChatInputCommand());
    await interaction.reply({ content: 'psst', flags: MessageFlags.Ephemeral });
    await interaction.followUp({ content: 'more', flags: MessageFlags.Ephemeral });
    await interaction.deleteReply();
  });
  client.on(Events.Raw, ({ t }: { t: string }) => heard.push(t));
  const { message } = await interactions.invoke({ ...buy, options: { what: 'tea' } });
  assert.equal(message?.flags, MessageFlags.Ephemeral);
  assert.equal(world.messages.get(demoIds.general), undefined);
  assert(!heard.includes('MESSAGE_CREATE'));
  await settled();
});

test('a deferred answer is waited for; its edit is what is shown', async (context) => {
  const { interactions, world, settled } = await shopkeeper(context, async (interaction) => {
    assert(interaction.isChatInputCommand());
    const { resource } = await interaction.deferReply({ withResponse: true });
    assert.equal(resource?.message?.flags.has(MessageFlags.Loading), true);
    await interaction.editReply({ content: 'done', embeds: [{ title: 'Tea' }] });
    const { id } = await interaction.fetchReply();
    const more = await interaction.followUp('and more');
    assert.equal(more.reference, null);
    assert.notEqual(more.id, id);
  });
  const answer = await interactions.invoke({ ...buy, options: { what: 'tea' } });
  assert.equal(answer.type, InteractionResponseType.DeferredChannelMessageWithSource);
  assert.equal(answer.message?.content, 'done');
  assert.equal(answer.message.flags, 0);
  assert.equal(answer.message.embeds[0]?.title, 'Tea');
  assert.equal(world.messages.get(demoIds.general)?.[0]?.content, 'done');
  await settled();
});

test('choices complete what is typed', async (context) => {
  const { interactions, settled } = await shopkeeper(context, async (interaction) => {
    assert(interaction.isAutocomplete());
    const { name, value } = interaction.options.getFocused(true);
    await interaction.respond([{ name: `${name} ${value}`, value: `${interaction.options.getInteger('count')}` }]);
  });
  const typed = { user: 'owner', command: 'shop buy', focused: 'what', options: { what: 'te', count: 2 } };
  assert.deepEqual((await interactions.autocomplete(typed)).choices, [{ name: 'what te', value: '2' }]);
  await settled();
});

const button = (customId: string, disabled = false) => ({
  type: ComponentType.Button as const,
  style: ButtonStyle.Danger as const,
  label: 'Sure?',
  customId,
  disabled,
});

test('a button and a select are pressed in the message that shows them', async (context) => {
  const { interactions, settled } = await shopkeeper(context, async (interaction) => {
    if (interaction.isButton()) {
      await interaction.update({ content: `bought by ${interaction.customId}`, components: [] });
    } else if (interaction.isStringSelectMenu()) {
      await interaction.deferUpdate();
      await interaction.editReply({ content: `chosen ${interaction.values.join('+')}` });
    } else if (interaction.isChatInputCommand()) {
      const options = ['a', 'b', 'c'].map((value) => ({ label: value, value }));
      const select = { type: ComponentType.StringSelect as const, customId: 'pick', maxValues: 2, options };
      await interaction.reply({
        content: 'Sure?',
        flags: MessageFlags.Ephemeral,
        components: [
          { type: ComponentType.ActionRow, components: [button('yes'), button('never', true)] },
          { type: ComponentType.ActionRow, components: [select] },
        ],
      });
    }
  });
  const asked = await interactions.invoke({ ...buy, options: { what: 'tea' } });
  await assert.rejects(interactions.click({ user: 'admin', customId: 'yes' }), /sees has a component/);
  await assert.rejects(interactions.click({ user: 'owner', customId: 'never' }), /disabled/);
  await assert.rejects(interactions.click({ user: 'owner', customId: 'pick', values: ['z'] }), /does not offer "z"/);
  await assert.rejects(interactions.click({ user: 'owner', customId: 'pick', values: [] }), /1 to 2 values/);
  const chosen = await interactions.click({ user: 'owner', customId: 'pick', values: ['a', 'c'] });
  assert.equal(chosen.message?.content, 'chosen a+c');
  const bought = await interactions.click({ user: 'owner', customId: 'yes', messageId: asked.message?.id });
  assert.equal(bought.type, InteractionResponseType.UpdateMessage);
  assert.deepEqual([bought.message?.content, bought.message?.components], ['bought by yes', []]);
  await assert.rejects(interactions.click({ user: 'owner', customId: 'yes' }), /sees has a component/);
  await settled();
});

test('a form opens, is checked as Discord checks it, and is sent', async (context) => {
  const { interactions, settled } = await shopkeeper(context, async (interaction) => {
    if (interaction.isChatInputCommand()) {
      const name = { type: ComponentType.TextInput as const, custom_id: 'name', style: TextInputStyle.Short as const };
      await interaction.showModal({
        title: 'Order',
        custom_id: 'order',
        components: [
          { type: ComponentType.Label, label: 'Name', component: { ...name, min_length: 2, max_length: 5 } },
          {
            type: ComponentType.ActionRow,
            components: [{ ...name, custom_id: 'note', label: 'Note', value: 'none', required: false }],
          },
        ],
      });
    } else if (interaction.isModalSubmit()) {
      const { fields, customId } = interaction;
      await interaction.reply(`${customId} ${fields.getTextInputValue('name')} ${fields.getTextInputValue('note')}`);
    }
  });
  const opened = await interactions.invoke({ ...buy, options: { what: 'tea' } });
  assert.equal(opened.modal?.title, 'Order');
  const submit = (fields: Record<string, unknown>, customId = 'order') =>
    interactions.submitModal({ user: 'owner', customId, fields });
  await assert.rejects(submit({}), /"name" is required/);
  await assert.rejects(submit({ name: 'x' }), /at least 2/);
  await assert.rejects(submit({ name: 'too long' }), /at most 5/);
  await assert.rejects(submit({ name: 'Tea', color: 'red' }), /no field "color"; it has: name, note/);
  await assert.rejects(submit({ name: 'Tea' }, 'other'), /no form "other" open/);
  assert.equal((await submit({ name: 'Tea' })).message?.content, 'order Tea none');
  await assert.rejects(submit({ name: 'Tea' }), /no form "order" open/);
  await settled();
});
