import {
  ApplicationCommandOptionType as Type,
  ApplicationCommandType,
  InteractionContextType,
  PermissionFlagsBits,
  type APIApplicationCommand,
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOption,
} from 'discord-api-types/v10';
import { AppError } from '../errors.ts';
import { permissionsOf } from './access.ts';
import { impossible, type Seat } from './interaction-people.ts';
import { readValue, type ValueHost } from './interaction-values.ts';
import type { World } from './world.ts';

/** An option as it comes with an interaction. */
export type SentOption = {
  type: Type;
  name: string;
  value?: string | number | boolean;
  focused?: true;
  options?: SentOption[];
};

/** A command that was found: its parts, the options that it takes, and how to nest their values. */
export type FoundCommand = {
  command: APIApplicationCommand;
  takes: APIApplicationCommandBasicOption[];
  nest(values: SentOption[]): SentOption[];
};

const isBasic = (option: APIApplicationCommandOption): option is APIApplicationCommandBasicOption =>
  option.type !== Type.Subcommand && option.type !== Type.SubcommandGroup;

const named = (options: readonly APIApplicationCommandOption[] | undefined, path: string, word: string | undefined) => {
  const found = options?.find(({ name }) => name === word);
  if (found !== undefined) return found;
  const names = options?.map(({ name }) => name).join(', ') ?? '';
  throw impossible(`/${path} has no subcommand "${word ?? ''}"; it has: ${names}`);
};

const descend = (command: APIApplicationCommand, words: string[]): Omit<FoundCommand, 'command'> => {
  const options = command.options ?? [];
  const isNested = options.some((option) => !isBasic(option));
  if (!isNested) {
    if (words.length > 0) throw impossible(`/${command.name} has no subcommands`);
    return { takes: options.filter(isBasic), nest: (values) => values };
  }
  const [first, second] = words;
  const group = named(options, command.name, first);
  if (group.type === Type.Subcommand && words.length === 1) {
    return { takes: group.options ?? [], nest: (values) => [{ type: group.type, name: group.name, options: values }] };
  }
  if (group.type !== Type.SubcommandGroup || words.length !== 2) {
    throw impossible(`/${command.name} has no subcommand "${words.join(' ')}"`);
  }
  const sub = named(group.options, `${command.name} ${group.name}`, second);
  return {
    takes: 'options' in sub ? (sub.options ?? []).filter(isBasic) : [],
    nest: (values) => [
      { type: group.type, name: group.name, options: [{ type: sub.type, name: sub.name, options: values }] },
    ],
  };
};

const requireAllowed = (world: World, { guild, member, channel }: Seat, command: APIApplicationCommand) => {
  const { default_member_permissions: needed, contexts } = command;
  if (contexts && !contexts.includes(InteractionContextType.Guild))
    throw impossible(`/${command.name} is not for guilds`);
  const may = permissionsOf(world, guild, member.user.id, channel);
  if ((may & PermissionFlagsBits.Administrator) !== 0n) return;
  const refuse = (why: string) =>
    new AppError('not-allowed', `${member.user.username} may not use /${command.name}: ${why}`);
  if ((may & PermissionFlagsBits.UseApplicationCommands) === 0n) {
    throw refuse('the permission Use Application Commands is missing in this channel');
  }
  if (needed === null || needed === undefined) return;
  const bits = BigInt(needed);
  if (bits === 0n) throw refuse('it is for administrators');
  if ((may & bits) === bits) return;
  const names = Object.entries(PermissionFlagsBits).filter(([, bit]) => (bits & ~may & bit) !== 0n);
  throw refuse(`the permission ${names.map(([name]) => name).join(', ')} is missing`);
};

/**
 * The registered command that a person types, such as `webhook create` or `/key list`. Throws `invalid-request` when there
 * is none in this guild, `not-allowed` when Discord would not show it to this member.
 */
export const findCommand = (world: World, seat: Seat, typed: string): FoundCommand => {
  const words = typed.trim().replace(/^\//, '').split(/\s+/);
  const [name, ...rest] = words;
  const all = [...seat.guild.commands.values(), ...world.commands.values()].filter(
    ({ type }) => type === ApplicationCommandType.ChatInput,
  );
  const command = all.find((one) => one.name === name);
  if (command === undefined) {
    const known = all.length === 0 ? 'none is' : `these are: ${all.map((one) => `/${one.name}`).join(', ')}`;
    throw impossible(`/${name ?? ''} is not registered in ${seat.guild.name}; ${known}`);
  }
  requireAllowed(world, seat, command);
  return { command, ...descend(command, rest) };
};

const requireKnown = ({ takes }: FoundCommand, given: Record<string, unknown>) => {
  const unknown = Object.keys(given).find((name) => !takes.some((option) => option.name === name));
  if (unknown === undefined) return;
  const names = takes.map(({ name }) => name).join(', ') || 'none';
  throw impossible(`There is no option "${unknown}"; there are: ${names}`);
};

const isGiven = (value: unknown) => value !== undefined && value !== null;

/** The options of a command as Discord sends them. Throws `invalid-request` for what its client would not send. */
export const commandOptions = (host: ValueHost, found: FoundCommand, given: Record<string, unknown>): SentOption[] => {
  requireKnown(found, given);
  const missing = found.takes.filter((option) => option.required === true && !isGiven(given[option.name]));
  if (missing.length > 0) throw impossible(`Missing: ${missing.map(({ name }) => `option "${name}"`).join(', ')}`);
  const values = found.takes
    .filter(({ name }) => isGiven(given[name]))
    .map((option) => ({ type: option.type, name: option.name, value: readValue(host, option, given[option.name]) }));
  return found.nest(values);
};

/** The options while one of them, `focused`, is being typed: nothing is required yet. Throws when it does not complete. */
export const typedOptions = (
  host: ValueHost,
  found: FoundCommand,
  { given, focused }: { given: Record<string, unknown>; focused: string },
): { options: SentOption[]; option: APIApplicationCommandBasicOption } => {
  requireKnown(found, { ...given, [focused]: '' });
  const option = found.takes.find(({ name }) => name === focused);
  if (option === undefined || !('autocomplete' in option) || !option.autocomplete) {
    throw impossible(`Option "${focused}" does not complete`);
  }
  const values = found.takes.flatMap((one): SentOption[] => {
    const { type, name } = one;
    const value = given[name];
    if (name === focused) {
      return [
        {
          type,
          name,
          value: typeof value === 'string' || typeof value === 'number' ? String(value) : '',
          focused: true,
        },
      ];
    }
    return isGiven(value) ? [{ type, name, value: readValue(host, one, value) }] : [];
  });
  return { options: found.nest(values), option };
};
