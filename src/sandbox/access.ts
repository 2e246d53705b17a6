import {
  ChannelType,
  PermissionFlagsBits,
  RESTJSONErrorCodes,
  type APIChannel,
  type APIOverwrite,
} from 'discord-api-types/v10';
import { memberPermissions } from '../domain/permissions.ts';
import type { Snowflake } from '../domain/snowflake.ts';
import { DiscordFault } from './route.ts';
import type { SandboxGuild, World } from './world.ts';

/** Where a channel is: in a guild, or with one user. */
export type Place =
  | { guild: SandboxGuild; channel: APIChannel; dm: undefined }
  | { guild: undefined; channel: APIChannel; dm: { recipientId: Snowflake; closed: boolean } };

/** Names of discord-api-types' `PermissionFlagsBits`. */
export type PermissionName = keyof typeof PermissionFlagsBits;

/** 403, code 50001: the bot cannot even see it. */
export const missingAccess = (): DiscordFault =>
  new DiscordFault(403, RESTJSONErrorCodes.MissingAccess, 'Missing Access');

/** 403, code 50013. */
export const missingPermissions = (): DiscordFault =>
  new DiscordFault(403, RESTJSONErrorCodes.MissingPermissions, 'Missing Permissions');

/** 404, code 10003. */
const unknownChannel = (): DiscordFault => new DiscordFault(404, RESTJSONErrorCodes.UnknownChannel, 'Unknown Channel');

/** 404, code 10008. */
export const unknownMessage = (): DiscordFault =>
  new DiscordFault(404, RESTJSONErrorCodes.UnknownMessage, 'Unknown Message');

const threadTypes = new Set([ChannelType.AnnouncementThread, ChannelType.PublicThread, ChannelType.PrivateThread]);

/** Whether a channel is a thread. */
export const isThread = ({ type }: { type: ChannelType }): boolean => threadTypes.has(type);

/** The guild with this id, if the bot is in it and there is no outage; throws 10004 otherwise. */
export const joinedGuild = (world: World, id: Snowflake): SandboxGuild => {
  const guild = world.guilds.get(id);
  if (guild === undefined || !guild.members.has(world.bot.id)) {
    throw new DiscordFault(404, RESTJSONErrorCodes.UnknownGuild, 'Unknown Guild');
  }
  if (guild.unavailable) throw new DiscordFault(503, 0, 'The guild is unavailable');
  return guild;
};

const overwritesOf = (guild: SandboxGuild, channel: APIChannel): APIOverwrite[] => {
  const parentId = 'parent_id' in channel ? channel.parent_id : undefined;
  const owner = isThread(channel) ? guild.channels.get(parentId ?? '') : channel;
  return owner !== undefined && 'permission_overwrites' in owner ? (owner.permission_overwrites ?? []) : [];
};

/** What a member may do in a channel, or in the guild as a whole without one; nothing for who is not a member. */
export const permissionsOf = (world: World, guild: SandboxGuild, memberId: Snowflake, channel?: APIChannel): bigint => {
  const member = guild.members.get(memberId);
  if (member === undefined) return 0n;
  return memberPermissions({
    guildId: guild.id,
    ownerId: guild.ownerId,
    roles: [...guild.roles.values()],
    memberId,
    memberRoleIds: member.roles,
    timedOutUntil: member.communication_disabled_until,
    now: world.now(),
    ...(channel !== undefined && { overwrites: overwritesOf(guild, channel), inThread: isThread(channel) }),
  });
};

const hasAll = (permissions: bigint, names: PermissionName[]) =>
  names.every((name) => (permissions & PermissionFlagsBits[name]) !== 0n);

/** Whether the bot has all these permissions here; in a direct message it has them all. */
export const botMay = (world: World, { guild, channel }: Place, ...names: PermissionName[]): boolean =>
  guild === undefined || hasAll(permissionsOf(world, guild, world.bot.id, channel), names);

/** Throws 50013 unless the bot has all these permissions here. */
export const requireHere = (world: World, place: Place, ...names: PermissionName[]): void => {
  if (!botMay(world, place, ...names)) throw missingPermissions();
};

/** Throws 50013 unless the bot has all these permissions in the guild as a whole. */
export const requireInGuild = (world: World, guild: SandboxGuild, ...names: PermissionName[]): void => {
  if (!hasAll(permissionsOf(world, guild, world.bot.id), names)) throw missingPermissions();
};

/** Where a channel is, whoever may see it; throws 10003. */
export const findPlace = (world: World, channelId: Snowflake): Place => {
  const dm = world.dms.get(channelId);
  if (dm !== undefined) return { guild: undefined, channel: dm.channel, dm };
  for (const guild of world.guilds.values()) {
    const channel = guild.channels.get(channelId);
    if (channel !== undefined) return { guild, channel, dm: undefined };
  }
  throw unknownChannel();
};

/** Where a channel is that the bot may see; throws 10003, or 50001 when it is hidden or in a guild the bot is not in. */
export const visiblePlace = (world: World, channelId: Snowflake): Place => {
  const place = findPlace(world, channelId);
  if (place.guild?.unavailable === true) throw new DiscordFault(503, 0, 'The guild is unavailable');
  if (!botMay(world, place, 'ViewChannel')) throw missingAccess();
  return place;
};

/** The place of a member's highest role: its position. The owner is above all. */
const rank = (guild: SandboxGuild, memberId: Snowflake) => {
  if (guild.ownerId === memberId) return Infinity;
  const ids = guild.members.get(memberId)?.roles ?? [];
  return Math.max(0, ...ids.map((id) => guild.roles.get(id)?.position ?? 0));
};

/** Whether the bot's highest role is above this one: https://docs.discord.com/developers/topics/permissions#permission-hierarchy */
export const botIsAboveRole = (world: World, guild: SandboxGuild, roleId: Snowflake): boolean =>
  rank(guild, world.bot.id) > (guild.roles.get(roleId)?.position ?? 0);
