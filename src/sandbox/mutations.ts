import { GatewayDispatchEvents, type APIMessage, type APIOverwrite, type APIUser } from 'discord-api-types/v10';
import type { Snowflake } from '../domain/snowflake.ts';
import { findPlace } from './access.ts';
import { buildMessage } from './build-message.ts';
import type { MessageFields } from './message-fields.ts';
import { addMessage } from './messages.ts';
import { makeMember } from './shapes.ts';
import type { SandboxGuild, SandboxMember, World } from './world.ts';

const guildOf = (world: World, guildId: Snowflake): SandboxGuild => {
  const guild = world.guilds.get(guildId);
  if (guild === undefined) throw new Error(`The sandbox has no guild ${guildId}`);
  return guild;
};

/** A person joins. Like all in this file: the world changes, the gateway is told, nothing enters the ledger. */
export const addMember = (world: World, { guildId, user }: { guildId: Snowflake; user: APIUser }): SandboxMember => {
  const member = makeMember({ user, joinedAt: world.now() });
  world.users.set(user.id, user);
  guildOf(world, guildId).members.set(user.id, member);
  const data = { ...member, guild_id: guildId };
  world.dispatch({ type: GatewayDispatchEvents.GuildMemberAdd, data, guildId });
  return member;
};

/** A member leaves; the bot's leaving is GUILD_DELETE. Nothing happens to who is no member. */
export const removeMember = (world: World, { guildId, userId }: { guildId: Snowflake; userId: Snowflake }): void => {
  const { members } = guildOf(world, guildId);
  const member = members.get(userId);
  if (member === undefined) return;
  members.delete(userId);
  if (userId === world.bot.id) {
    world.dispatch({ type: GatewayDispatchEvents.GuildDelete, data: { id: guildId }, guildId });
    return;
  }
  const data = { guild_id: guildId, user: member.user };
  world.dispatch({ type: GatewayDispatchEvents.GuildMemberRemove, data, guildId });
};

/** Somebody throws the bot out of a guild. */
export const removeBot = (world: World, guildId: Snowflake): void =>
  removeMember(world, { guildId, userId: world.bot.id });

/** A member has these roles from now on, and no others. */
export const setMemberRoles = (
  world: World,
  { guildId, userId, roles }: { guildId: Snowflake; userId: Snowflake; roles: Snowflake[] },
): void => {
  const member = guildOf(world, guildId).members.get(userId);
  if (member === undefined) throw new Error(`The sandbox has no member ${userId}`);
  member.roles = roles;
  const data = { ...member, guild_id: guildId };
  world.dispatch({ type: GatewayDispatchEvents.GuildMemberUpdate, data, guildId });
};

/** A role changes: its permissions (a bit set), place or whether anyone may mention it. */
export const changeRole = (
  world: World,
  change: { guildId: Snowflake; roleId: Snowflake; permissions?: bigint; position?: number; mentionable?: boolean },
): void => {
  const { guildId, roleId, permissions, position, mentionable } = change;
  const role = guildOf(world, guildId).roles.get(roleId);
  if (role === undefined) throw new Error(`The sandbox has no role ${roleId}`);
  if (permissions !== undefined) role.permissions = String(permissions);
  if (position !== undefined) role.position = position;
  if (mentionable !== undefined) role.mentionable = mentionable;
  world.dispatch({ type: GatewayDispatchEvents.GuildRoleUpdate, data: { guild_id: guildId, role }, guildId });
};

/** Somebody deletes a role; members lose it. */
export const deleteRole = (world: World, { guildId, roleId }: { guildId: Snowflake; roleId: Snowflake }): void => {
  const guild = guildOf(world, guildId);
  guild.roles.delete(roleId);
  for (const member of guild.members.values()) member.roles = member.roles.filter((id) => id !== roleId);
  const data = { guild_id: guildId, role_id: roleId };
  world.dispatch({ type: GatewayDispatchEvents.GuildRoleDelete, data, guildId });
};

/** A channel has these overwrites from now on, and no others. */
export const setOverwrites = (
  world: World,
  { channelId, overwrites }: { channelId: Snowflake; overwrites: APIOverwrite[] },
): void => {
  const { guild, channel } = findPlace(world, channelId);
  if (!('permission_overwrites' in channel)) throw new Error(`Channel ${channelId} has no overwrites`);
  channel.permission_overwrites = overwrites;
  world.dispatch({ type: GatewayDispatchEvents.ChannelUpdate, data: channel, guildId: guild?.id });
};

/** Somebody deletes a channel, with its threads and messages. */
export const deleteChannel = (world: World, channelId: Snowflake): void => {
  const { guild, channel } = findPlace(world, channelId);
  if (guild === undefined) throw new Error('A direct-message channel cannot be deleted');
  const threads = [...guild.channels.values()].filter(
    (other) => 'thread_metadata' in other && other.parent_id === channelId,
  );
  for (const { id } of [channel, ...threads]) {
    guild.channels.delete(id);
    world.messages.delete(id);
  }
  const isThread = 'thread_metadata' in channel;
  const type = isThread ? GatewayDispatchEvents.ThreadDelete : GatewayDispatchEvents.ChannelDelete;
  world.dispatch({ type, data: channel, guildId: guild.id });
};

/** A person, or another bot, writes a message. */
export const postMessage = (
  world: World,
  { channelId, author, ...fields }: MessageFields & { channelId: Snowflake; author: APIUser },
): APIMessage => {
  const place = findPlace(world, channelId);
  const { message } = buildMessage({ world, place, author, fields });
  addMessage(world, place, message);
  return message;
};
