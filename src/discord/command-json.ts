import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  InteractionContextType,
  PermissionFlagsBits,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandSubcommandOption,
  type LocalizationMap,
  type RESTPostAPIChatInputApplicationCommandsJSONBody,
} from 'discord-api-types/v10';
import type { Command, Option } from './command.ts';
import type { Texts } from './texts.ts';

const localized = (texts: Texts, key: string): LocalizationMap =>
  Object.fromEntries(
    texts.locales.flatMap((locale) => {
      const text = texts.own(locale, key);
      return text === undefined ? [] : [[locale, text]];
    }),
  );

/** Name and description in all languages. A name is translated only where the texts have `<path>.command-name`. */
const named = (texts: Texts, { name, path }: { name: string; path: string }) => ({
  name,
  name_localizations: localized(texts, `${path}.command-name`),
  description: texts.in('en')(`${path}.description`),
  description_localizations: localized(texts, `${path}.description`),
});

const optionJson = (
  texts: Texts,
  { option, path }: { option: Option; path: string },
): APIApplicationCommandBasicOption => {
  const key = `${path}.options.${option.name}`;
  const about = {
    name: option.name,
    description: texts.in('en')(key),
    description_localizations: localized(texts, key),
    required: option.required ?? false,
  };
  if (option.type === ApplicationCommandOptionType.Integer) {
    return { ...about, type: option.type, min_value: option.minValue, max_value: option.maxValue };
  }
  if (option.type === ApplicationCommandOptionType.Role) return { ...about, type: option.type };
  if (option.type === ApplicationCommandOptionType.Channel) {
    return { ...about, type: option.type, channel_types: [...option.channelTypes] };
  }
  return {
    ...about,
    type: option.type,
    autocomplete: option.complete !== undefined,
    ...(option.minLength !== undefined && { min_length: option.minLength }),
    ...(option.maxLength !== undefined && { max_length: option.maxLength }),
  };
};

/**
 * A command as Discord registers it, in every language there are texts in. Only members with Manage Server see it
 * unless the server's settings say otherwise, and only in servers.
 * https://docs.discord.com/developers/interactions/application-commands#create-global-application-command
 */
export const commandJson = (command: Command, texts: Texts): RESTPostAPIChatInputApplicationCommandsJSONBody => ({
  type: ApplicationCommandType.ChatInput,
  ...named(texts, { name: command.name, path: command.name }),
  default_member_permissions: PermissionFlagsBits.ManageGuild.toString(),
  contexts: [InteractionContextType.Guild],
  integration_types: [ApplicationIntegrationType.GuildInstall],
  options:
    command.whole?.options?.map((option) => optionJson(texts, { option, path: command.name })) ??
    command.subcommands.map((subcommand): APIApplicationCommandSubcommandOption => {
      const path = `${command.name}.${subcommand.name}`;
      return {
        type: ApplicationCommandOptionType.Subcommand,
        ...named(texts, { name: subcommand.name, path }),
        options: (subcommand.options ?? []).map((option) => optionJson(texts, { option, path })),
      };
    }),
});
