import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import { compareRoles, highestRole, memberPermissions, permissionNames } from '../domain/permissions.ts';
import type { Snowflake } from '../domain/snowflake.ts';
import { AppError } from '../errors.ts';
import type { ChannelFacts, GuildLookups, MemberFacts, RoleFacts } from './guild-lookups.ts';
import { neededPermissions, roleOf, type DoorCall } from './needed-permissions.ts';

/** A refusal, and what is needed to explain it. `now`: ms since 1970. */
export type Refusal = {
  error: AppError;
  call: DoorCall;
  channelId: Snowflake | undefined;
  guildId: Snowflake;
  botId: Snowflake;
  lookups: GuildLookups;
  now: number;
};

const threads = new Set([ChannelType.AnnouncementThread, ChannelType.PublicThread, ChannelType.PrivateThread]);

const listed = (names: string[]) => names.map((name) => `"${name}"`).join(' and ');

const hierarchyFault = ({
  roleId,
  roles,
  me,
  guildId,
  botId,
}: {
  roleId: Snowflake;
  roles: RoleFacts[];
  me: MemberFacts;
  guildId: Snowflake;
  botId: Snowflake;
}): string | undefined => {
  if (roleId === guildId) return 'Everyone has the role "@everyone"; it can be neither given nor taken.';
  const role = roles.find(({ id }) => id === roleId);
  if (role === undefined) return undefined;
  if (role.managed) {
    return `The role "${role.name}" belongs to a bot, an integration or Server Boosting; Discord alone gives and takes it. Choose another role.`;
  }
  const highest = highestRole(roles, me.roles, guildId);
  if (highest !== undefined && compareRoles(highest, role) > 0) return undefined;
  const own = roles.find(({ tags }) => tags?.bot_id === botId) ?? highest;
  if (own === undefined || own.id === guildId) {
    return `The role "${role.name}" does not stand below the bot's highest role. Give the bot a role that stands above it in Server Settings → Roles.`;
  }
  return `The role "${role.name}" does not stand below the bot's highest role. Move "${own.name}" above "${role.name}" in Server Settings → Roles.`;
};

const missingText = (names: string[], channel: ChannelFacts | undefined, inThread: boolean): string => {
  const role = "Server Settings → Roles → the bot's role → Permissions";
  if (channel === undefined) return `The bot lacks the permission ${listed(names)}. Switch it on in ${role}.`;
  const place = channel.name ? `#${channel.name}` : 'that channel';
  const where = inThread ? `the channel that ${place} is in` : place;
  return `The bot lacks the permission ${listed(names)} in ${place}. Allow it for the bot in ${where} → Edit Channel → Permissions, or in ${role}.`;
};

const explain = async (refusal: Refusal): Promise<AppError | undefined> => {
  const { error, call, channelId, guildId, botId, lookups, now } = refusal;
  const [roles, me, server, channels] = await Promise.all([
    lookups.roles.get(guildId),
    lookups.member.get(`${guildId}/${botId}`),
    lookups.server.get(guildId),
    channelId === undefined ? [] : lookups.channels.get(guildId),
  ]);
  const timedOutUntil = me.communication_disabled_until;
  if (typeof timedOutUntil === 'string' && Date.parse(timedOutUntil) > now) {
    return new AppError(
      'missing-permission',
      `The bot is timed out in this server until ${timedOutUntil}. Right-click it → Remove Timeout.`,
      { cause: error },
    );
  }
  const channel =
    channelId === undefined
      ? undefined
      : (channels.find(({ id }) => id === channelId) ?? (await lookups.channel.get(channelId)));
  const inThread = channel !== undefined && threads.has(channel.type);
  // A thread has no overwrites of its own: https://docs.discord.com/developers/topics/permissions#inherited-permissions-threads
  const source = inThread ? channels.find(({ id }) => id === channel.parent_id) : channel;
  const have = memberPermissions({
    guildId,
    ownerId: server.owner_id,
    roles,
    memberId: botId,
    memberRoleIds: me.roles,
    overwrites: channel === undefined ? undefined : (source?.permission_overwrites ?? []),
    inThread,
  });
  const needed = neededPermissions(call, channel && { inThread });
  const missing = needed.filter((flag) => (have & PermissionFlagsBits[flag]) === 0n);
  // Who cannot see a channel can do nothing in it; the rest would only be noise.
  const first = missing[0] === 'ViewChannel' ? missing.slice(0, 1) : missing;
  const bits = first.reduce((all, flag) => all | PermissionFlagsBits[flag], 0n);
  if (bits !== 0n) {
    return new AppError('missing-permission', missingText(permissionNames(bits), channel, inThread), { cause: error });
  }
  const roleId = roleOf(call);
  const fault = roleId === undefined ? undefined : hierarchyFault({ roleId, roles, me, guildId, botId });
  return fault === undefined ? undefined : new AppError('role-hierarchy', fault, { cause: error });
};

/**
 * Says in an admin's words which permission is missing where, or why a role is out of reach (`role-hierarchy`). Gives
 * the error as it was when the facts cannot be had or explain nothing. Never rejects.
 */
export const explainRefusal = (refusal: Refusal): Promise<AppError> =>
  explain(refusal).then(
    (error) => error ?? refusal.error,
    () => refusal.error,
  );
