import {
  ApplicationCommandOptionType as Type,
  type APIApplicationCommandBasicOption,
  type APIChannel,
} from 'discord-api-types/v10';
import { z } from 'zod';
import { permissionsOf } from './access.ts';
import type { Attachments } from './attachments.ts';
import { findChannel, findMember, findRole, impossible, seesChannel, type Seat } from './interaction-people.ts';
import type { World } from './world.ts';

/** The things that options point at, as Discord sends them along. */
export type Resolved = Partial<
  Record<'users' | 'members' | 'roles' | 'channels' | 'attachments', Record<string, unknown>>
>;

/** What {@link readValue} works with; found things are added to `resolved`. */
export type ValueHost = { world: World; seat: Seat; resolved: Resolved; attachments: Attachments };

/** https://docs.discord.com/developers/interactions/application-commands#application-command-object-application-command-option-structure */
const maxText = 6000;

const file = z.object({ filename: z.string().min(1), content: z.string(), content_type: z.string().optional() });

const put = (resolved: Resolved, kind: keyof Resolved, id: string, value: unknown) => {
  resolved[kind] = { ...resolved[kind], [id]: value };
};

/** A channel as it comes with an interaction: with what this member may do in it. */
export const shownChannel = (world: World, { guild, member }: Seat, channel: APIChannel) => ({
  ...channel,
  permissions: String(permissionsOf(world, guild, member.user.id, channel)),
});

const text = (at: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw impossible(`${at} must be a text`);
};

const readNumber = (at: string, value: unknown, whole: boolean) => {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number === 'number' && (whole ? Number.isSafeInteger(number) : Number.isFinite(number))) return number;
  throw impossible(`${at} must be ${whole ? 'a whole number' : 'a number'}`);
};

const readBoolean = (at: string, value: unknown) => {
  if (typeof value === 'boolean') return value;
  if (value === 'true' || value === 'false') return value === 'true';
  throw impossible(`${at} must be true or false`);
};

const putMember = ({ world, seat, resolved }: ValueHost, wanted: string) => {
  const member = findMember(seat.guild, wanted);
  const user = member?.user ?? world.users.get(wanted.replace(/^<@!?(\d+)>$/, '$1'));
  if (user === undefined) return undefined;
  put(resolved, 'users', user.id, user);
  if (member !== undefined) {
    const { user: _, ...membership } = member;
    const permissions = String(permissionsOf(world, seat.guild, user.id, seat.channel));
    put(resolved, 'members', user.id, { ...membership, permissions });
  }
  return user.id;
};

const putRole = ({ seat, resolved }: ValueHost, wanted: string) => {
  const role = findRole(seat.guild, wanted);
  if (role !== undefined) put(resolved, 'roles', role.id, role);
  return role?.id;
};

const readChannel = (host: ValueHost, at: string, wanted: string, types: readonly number[] | undefined) => {
  const { world, seat, resolved } = host;
  const channel = findChannel(seat.guild, wanted);
  if (channel === undefined || !seesChannel(world, seat.guild, seat.member.user.id, channel)) {
    throw impossible(`${at}: ${seat.member.user.username} sees no channel "${wanted}"`);
  }
  if (types !== undefined && types.length > 0 && !types.includes(channel.type)) {
    throw impossible(`${at}: the kind of channel "${wanted}" is not offered`);
  }
  put(resolved, 'channels', channel.id, shownChannel(world, seat, channel));
  return channel.id;
};

const readFile = ({ resolved, attachments }: ValueHost, at: string, value: unknown) => {
  const parsed = file.safeParse(value);
  if (!parsed.success) throw impossible(`${at} must be a file: {"filename","content"}`);
  const attachment = attachments.add(parsed.data);
  put(resolved, 'attachments', attachment.id, attachment);
  return attachment.id;
};

const required = (at: string, wanted: string, kind: string, id: string | undefined) => {
  if (id === undefined) throw impossible(`${at}: there is no ${kind} "${wanted}"`);
  return id;
};

const requireBounds = (at: string, option: APIApplicationCommandBasicOption, value: string | number) => {
  if (typeof value === 'number' && 'min_value' in option) {
    if (value < (option.min_value ?? -Infinity)) throw impossible(`${at} must be at least ${option.min_value}`);
    if (value > (option.max_value ?? Infinity)) throw impossible(`${at} must be at most ${option.max_value}`);
  } else if (typeof value === 'number' && 'max_value' in option && value > (option.max_value ?? Infinity)) {
    throw impossible(`${at} must be at most ${option.max_value}`);
  }
  if (typeof value !== 'string' || option.type !== Type.String) return;
  const { min_length: min = 0, max_length: max = maxText } = option;
  if (value.length < min) throw impossible(`${at} must have at least ${min} characters`);
  if (value.length > max) throw impossible(`${at} must have at most ${max} characters`);
};

const requireChoice = (at: string, option: APIApplicationCommandBasicOption, value: string | number) => {
  if (!('choices' in option) || option.choices === undefined || option.choices.length === 0) return;
  if (option.choices.some((choice) => choice.value === value)) return;
  throw impossible(`${at} must be one of ${option.choices.map((choice) => choice.value).join(', ')}`);
};

/** A value as Discord's client would send it for `option`. Throws `invalid-request` when it would not let it through. */
export const readValue = (
  host: ValueHost,
  option: APIApplicationCommandBasicOption,
  value: unknown,
): string | number | boolean => {
  const at = `Option "${option.name}"`;
  if (option.type === Type.Boolean) return readBoolean(at, value);
  if (option.type === Type.Attachment) return readFile(host, at, value);
  if (option.type === Type.Integer || option.type === Type.Number) {
    const number = readNumber(at, value, option.type === Type.Integer);
    requireBounds(at, option, number);
    requireChoice(at, option, number);
    return number;
  }
  const wanted = text(at, value);
  if (option.type === Type.Channel) return readChannel(host, at, wanted, option.channel_types);
  if (option.type === Type.Role) return required(at, wanted, 'role', putRole(host, wanted));
  if (option.type === Type.User) return required(at, wanted, 'user', putMember(host, wanted));
  if (option.type === Type.Mentionable) {
    return required(at, wanted, 'user or role', putMember(host, wanted) ?? putRole(host, wanted));
  }
  requireBounds(at, option, wanted);
  requireChoice(at, option, wanted);
  return wanted;
};
