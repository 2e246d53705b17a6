import {
  DiscordAPIError,
  type AutocompleteInteraction,
  type BaseInteraction,
  type ChatInputCommandInteraction,
  type Interaction,
  type MessageComponentInteraction,
  type ModalSubmitInteraction,
} from 'discord.js';
import { MessageFlags, RESTJSONErrorCodes } from 'discord-api-types/v10';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { admit, admitStep, managesServer } from './admission.ts';
import { cutText, sendAnswer } from './answer.ts';
import type { CallContext, CommandContext, Commands, Subcommand } from './command.ts';
import { anyManager, readCustomId } from './custom-id.ts';
import { errorAnswer } from './error-answer.ts';

/** https://docs.discord.com/developers/interactions/application-commands#autocomplete */
const mostChoices = 25;
const longestChoice = 100;

/** Discord no longer takes an answer: it came after 3 seconds, or there was one already. */
const isTooLate = (error: unknown): boolean =>
  error instanceof DiscordAPIError &&
  (error.code === RESTJSONErrorCodes.UnknownInteraction ||
    error.code === RESTJSONErrorCodes.InteractionHasAlreadyBeenAcknowledged);

type Call<Kind> = { interaction: Kind; context: CallContext };

/** The value under a name that came from outside. */
const own = <Value>(values: Record<string, Value> | undefined, name: string): Value | undefined =>
  values !== undefined && Object.hasOwn(values, name) ? values[name] : undefined;

const known = <Found>(found: Found | undefined, { text }: CallContext): Found => {
  if (found === undefined) throw new AppError('not-allowed', text('refused.unknown-command'));
  return found;
};

/**
 * Builds what answers every interaction: slash commands, suggestions, buttons, menus and forms. Never rejects; what
 * fails is answered in words, or logged when even that fails.
 */
export const createInteractionHandler = ({
  commands,
  context,
  log,
}: {
  commands: Commands;
  context: CommandContext;
  log: Logger;
}): ((interaction: Interaction) => Promise<void>) => {
  /** What an interaction belongs to; throws an AppError when it is not for this member. */
  const find = (
    interaction: BaseInteraction,
    [command, subcommand]: [string, string | null],
  ): Subcommand | undefined => {
    const named = commands.list.find(({ name }) => name === command);
    const found = named?.whole ?? named?.subcommands.find(({ name }) => name === subcommand);
    if (found?.manageServerOnly === true && !managesServer(interaction)) {
      throw new AppError('not-allowed', commands.texts.in(interaction.locale)('refused.not-manager'));
    }
    return found;
  };

  const managerRoleOf = async (interaction: Interaction) =>
    interaction.guildId === null || managesServer(interaction)
      ? undefined
      : (await context.store.settings.get(interaction.guildId))?.managerRoleId;

  const runCommand = async ({ interaction, context }: Call<ChatInputCommandInteraction<'cached'>>) => {
    const command = known(
      find(interaction, [interaction.commandName, interaction.options.getSubcommand(false)]),
      context,
    );
    if (command.opensForm !== true) await interaction.deferReply({ flags: MessageFlags.Ephemeral });
    const answer = await command.execute(interaction, context);
    if ('form' in answer) await interaction.showModal(answer.form);
    else await sendAnswer(interaction, answer);
  };

  const runStep = async ({
    interaction,
    context,
  }: Call<MessageComponentInteraction<'cached'> | ModalSubmitInteraction<'cached'>>) => {
    const id = known(readCustomId(interaction.customId), context);
    admitStep(id, { userId: interaction.user.id, now: context.clock.now(), text: context.text });
    const command = find(interaction, [id.command, id.subcommand]);
    if (interaction.isModalSubmit()) {
      const run = known(own(command?.modals, id.step), context);
      await interaction.deferReply({ flags: MessageFlags.Ephemeral });
      await sendAnswer(interaction, await run(interaction, context, id.args));
      return;
    }
    const run = known(own(command?.components, id.step), context);
    const isApart = id.userId === anyManager || command?.apart?.includes(id.step) === true;
    await (isApart ? interaction.deferReply({ flags: MessageFlags.Ephemeral }) : interaction.deferUpdate());
    await sendAnswer(interaction, await run(interaction, context, id.args));
  };

  const suggest = async ({ interaction, context }: Call<AutocompleteInteraction<'cached'>>) => {
    const command = find(interaction, [interaction.commandName, interaction.options.getSubcommand(false)]);
    const focused = interaction.options.getFocused(true);
    const option = command?.options?.find(({ name }) => name === focused.name);
    const complete = option !== undefined && 'complete' in option ? option.complete : undefined;
    const choices = (await complete?.(focused.value, context)) ?? [];
    await interaction.respond(
      choices.slice(0, mostChoices).map(({ name, value }) => ({ name: cutText(name, longestChoice), value })),
    );
  };

  const run = async (interaction: Interaction): Promise<void> => {
    const text = commands.texts.in(interaction.locale);
    try {
      const { servedGuildId } = context;
      admit(interaction, { servedGuildId, managerRoleId: await managerRoleOf(interaction), text });
      const call: CallContext = { ...context, guildId: interaction.guildId, text };
      if (interaction.isChatInputCommand()) await runCommand({ interaction, context: call });
      else if (interaction.isAutocomplete()) await suggest({ interaction, context: call });
      else if (interaction.isMessageComponent() || interaction.isModalSubmit()) {
        await runStep({ interaction, context: call });
      } else known(undefined, call);
    } catch (error) {
      if (interaction.isAutocomplete()) {
        if (!(error instanceof AppError)) log.error({ error }, 'no suggestions could be made');
        if (!interaction.responded) await interaction.respond([]);
      } else if (isTooLate(error)) {
        log.warn({ error }, 'an interaction could not be answered in time');
      } else await sendAnswer(interaction, errorAnswer(error, { text, log, newId: context.newId }));
    }
  };

  return async (interaction) => {
    try {
      await run(interaction);
    } catch (error) {
      log.warn({ error }, 'an interaction could not be answered');
    }
  };
};
