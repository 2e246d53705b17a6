import { ChannelType, PermissionFlagsBits, type APIChannel, type APIRole } from 'discord-api-types/v10';
import { AppError } from '../errors.ts';
import { permissionsOf, type Place } from './access.ts';
import type { SandboxGuild, SandboxMember, World } from './world.ts';

/** Who does something, and where: texts as a person gives them, ids, names or mentions. */
export type Actor = { user: string; guild?: string | undefined; channel?: string | undefined };

/** A member in a channel. */
export type Seat = { guild: SandboxGuild; member: SandboxMember; channel: APIChannel; place: Place };

/** What a person asked for does not exist or is not possible: `invalid-request`. */
export const impossible = (detail: string): AppError => new AppError('invalid-request', detail);

const bare = (text: string) => text.trim().replace(/^<(?:@!?|@&|#)(\d+)>$/, '$1');

const isNamed = (name: string | null | undefined, text: string) =>
  name !== null && name !== undefined && name.toLowerCase() === text.toLowerCase();

/** The member with this id, mention, username, nickname or display name. */
export const findMember = (guild: SandboxGuild, text: string): SandboxMember | undefined => {
  const wanted = bare(text).replace(/^@/, '');
  const members = [...guild.members.values()];
  return (
    guild.members.get(wanted) ??
    members.find(({ user }) => user.username === wanted) ??
    members.find(({ user, nick }) => isNamed(nick, wanted) || isNamed(user.global_name, wanted))
  );
};

/** The role with this id, mention or name. */
export const findRole = ({ roles }: SandboxGuild, text: string): APIRole | undefined => {
  const wanted = bare(text);
  return (
    roles.get(wanted) ??
    [...roles.values()].find(({ name }) => name === wanted) ??
    [...roles.values()].find(({ name }) => isNamed(name, wanted.replace(/^@/, '')))
  );
};

/** The channel with this id, mention or name. */
export const findChannel = ({ channels }: SandboxGuild, text: string): APIChannel | undefined => {
  const wanted = bare(text).replace(/^#/, '');
  return channels.get(wanted) ?? [...channels.values()].find(({ name }) => isNamed(name, wanted));
};

/** Whether a member may see a channel. */
export const seesChannel = (world: World, guild: SandboxGuild, userId: string, channel: APIChannel): boolean =>
  (permissionsOf(world, guild, userId, channel) & PermissionFlagsBits.ViewChannel) !== 0n;

const findGuild = (world: World, text: string | undefined) => {
  if (text === undefined) {
    const [first] = world.guilds.values();
    if (first === undefined) throw impossible('The bot is in no guild');
    return first;
  }
  const found = world.guilds.get(text) ?? [...world.guilds.values()].find(({ name }) => name === text);
  if (found === undefined) throw impossible(`The bot is in no guild "${text}"`);
  return found;
};

/** Seats an actor in the guild (default: the bot's first) and channel (default: the first text channel that it can see). */
export const seat = (world: World, { user, guild: guildText, channel: channelText }: Actor): Seat => {
  const guild = findGuild(world, guildText);
  const member = findMember(guild, user);
  if (member === undefined) throw impossible(`"${user}" is not a member of ${guild.name}`);
  const seen = [...guild.channels.values()].filter((one) => seesChannel(world, guild, member.user.id, one));
  const channel =
    channelText === undefined
      ? seen.find(({ type }) => type === ChannelType.GuildText)
      : findChannel(guild, channelText);
  if (channel === undefined || !seen.includes(channel)) {
    throw impossible(`${member.user.username} sees no channel "${channelText ?? 'of text'}"`);
  }
  return { guild, member, channel, place: { guild, channel, dm: undefined } };
};
