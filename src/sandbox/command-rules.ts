import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  type APIApplicationCommandOption,
} from 'discord-api-types/v10';
import { z } from 'zod';
import type { FormFault } from './parse-body.ts';

/** The fields of a command that the sandbox works with; options are held against Discord's schema before. */
export const commandFields = z.object({
  name: z.string(),
  type: z.enum(ApplicationCommandType).nullish(),
  description: z.string().nullish(),
  name_localizations: z.record(z.string(), z.string().nullable()).nullish(),
  description_localizations: z.record(z.string(), z.string().nullable()).nullish(),
  options: z.array(z.custom<APIApplicationCommandOption>((value) => typeof value === 'object')).nullish(),
  default_member_permissions: z.union([z.string(), z.number()]).nullish(),
  dm_permission: z.boolean().nullish(),
  nsfw: z.boolean().nullish(),
  contexts: z.array(z.int()).nullish(),
  integration_types: z.array(z.int()).nullish(),
});

/** A command as a request gives it. */
export type CommandFields = z.infer<typeof commandFields>;

const permissionsAsText = z.looseObject({ default_member_permissions: z.string().regex(/^\d+$/).transform(Number) });

/** Discord reads permissions as text too, its published schema only as a number. */
export const withNumericPermissions = (command: unknown): unknown => {
  const result = permissionsAsText.safeParse(command);
  return result.success ? result.data : command;
};

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-naming */
const nameShape = /^[-_'\p{L}\p{N}\p{sc=Devanagari}\p{sc=Thai}]{1,32}$/u;

/** https://docs.discord.com/developers/interactions/application-commands#slash-commands */
const maxCharacters = 8000;

const isFit = (name: string) => nameShape.test(name) && name === name.toLowerCase();

const nameFaults = (path: PropertyKey[], names: (string | null | undefined)[]): FormFault[] =>
  names.every((name) => name === null || name === undefined || isFit(name))
    ? []
    : [{ path: [...path, 'name'], code: 'APPLICATION_COMMAND_INVALID_NAME', message: 'Command name is invalid' }];

const { Subcommand, SubcommandGroup } = ApplicationCommandOptionType;
const isNesting = ({ type }: APIApplicationCommandOption) => type === Subcommand || type === SubcommandGroup;

const optionFaults = (path: PropertyKey[], options: APIApplicationCommandOption[]): FormFault[] => {
  const names = options.map(({ name }) => name);
  const firstOptional = options.findIndex(({ required }) => required !== true);
  const isMisplaced = firstOptional !== -1 && options.slice(firstOptional).some(({ required }) => required === true);
  const isMixed = options.some(isNesting) && !options.every(isNesting);
  const faults: FormFault[] = options.flatMap((option, index) => {
    const at = [...path, 'options', index];
    const localized = Object.values(option.name_localizations ?? {});
    const isTorn = 'autocomplete' in option && option.autocomplete && (option.choices?.length ?? 0) > 0;
    return [
      ...nameFaults(at, [option.name, ...localized]),
      ...(isTorn
        ? [
            {
              path: at,
              code: 'APPLICATION_COMMAND_OPTION_AUTOCOMPLETE_CHOICES',
              message: 'Choices and autocomplete exclude each other',
            },
          ]
        : []),
      ...('options' in option ? optionFaults(at, option.options ?? []) : []),
    ];
  });
  const at = [...path, 'options'];
  if (new Set(names).size < names.length) {
    const code = 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS';
    faults.push({ path: at, code, message: 'Option names must be unique' });
  }
  if (isMisplaced) {
    const code = 'APPLICATION_COMMAND_OPTIONS_REQUIRED_INVALID';
    faults.push({ path: at, code, message: 'Required options must be placed before non-required options' });
  }
  if (isMixed) {
    const code = 'APPLICATION_COMMAND_OPTIONS_TYPE_INVALID';
    faults.push({ path: at, code, message: 'Sub-commands and other options exclude each other' });
  }
  return faults;
};

const characters = (value: unknown): number => {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Object.entries(value).filter(([key]) => ['name', 'description', 'value'].includes(key));
  const length = own.reduce((sum, [, text]) => sum + (typeof text === 'string' ? text.length : 0), 0);
  return Object.values(value).reduce<number>((sum, part) => sum + characters(part), length);
};

/** What Discord refuses of a command beyond its published schema; `path` is where the command is in the request. */
export const commandFaults = (command: CommandFields, path: PropertyKey[] = []): FormFault[] => {
  const { name, description, options, name_localizations } = command;
  const isSlash = (command.type ?? ApplicationCommandType.ChatInput) === ApplicationCommandType.ChatInput;
  const isLong = characters(command) > maxCharacters;
  const tooLarge = {
    code: 'APPLICATION_COMMAND_TOO_LARGE',
    message: `Command exceeds maximum size (${maxCharacters})`,
  };
  if (!isSlash) return isLong ? [{ path, ...tooLarge }] : [];
  return [
    ...nameFaults(path, [name, ...Object.values(name_localizations ?? {})]),
    ...(description
      ? []
      : [{ path: [...path, 'description'], code: 'BASE_TYPE_REQUIRED', message: 'This field is required' }]),
    ...optionFaults(path, options ?? []),
    ...(isLong ? [{ path, ...tooLarge }] : []),
  ];
};
