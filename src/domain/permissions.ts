import { OverwriteType, PermissionFlagsBits, type APIOverwrite, type APIRole } from 'discord-api-types/v10';
import type { Snowflake } from './snowflake.ts';

export { isPermissionFlag, permissionNames, type PermissionFlag } from './permission-names.ts';

/** What {@link memberPermissions} reckons with, in Discord's own shapes. */
export type MemberFacts = {
  guildId: Snowflake;
  ownerId: Snowflake;
  /** All roles of the guild, `@everyone` (whose id is the guild's) among them. */
  roles: readonly Pick<APIRole, 'id' | 'permissions'>[];
  memberId: Snowflake;
  memberRoleIds: readonly Snowflake[];
  /** The channel's overwrites (of a thread: its parent's); without them the answer is for the guild as a whole. */
  overwrites?: readonly APIOverwrite[] | undefined;
  /** In threads sending hangs on another permission. */
  inThread?: boolean | undefined;
  /** The member's `communication_disabled_until`, ISO 8601. */
  timedOutUntil?: string | null | undefined;
  /** Milliseconds since 1970; needed to tell whether a timeout still lasts. */
  now?: number | undefined;
};

const {
  Administrator,
  AttachFiles,
  EmbedLinks,
  MentionEveryone,
  ReadMessageHistory,
  SendMessages,
  SendMessagesInThreads,
  SendTTSMessages,
  ViewChannel,
} = PermissionFlagsBits;

/** Every permission there is: what owners and administrators have. */
export const allPermissions: bigint = Object.values(PermissionFlagsBits).reduce((all, bit) => all | bit, 0n);

const duringTimeout = ViewChannel | ReadMessageHistory;
const nothingWithoutSending = MentionEveryone | SendTTSMessages | AttachFiles | EmbedLinks;

const apply = (permissions: bigint, chosen: readonly APIOverwrite[]): bigint => {
  const denied = chosen.reduce((bits, { deny }) => bits | BigInt(deny), 0n);
  const allowed = chosen.reduce((bits, { allow }) => bits | BigInt(allow), 0n);
  return (permissions & ~denied) | allowed;
};

/** The channel's overwrites on top of what the roles give: `@everyone`, then all roles together, then the member. */
const inChannel = (base: bigint, { guildId, memberId, memberRoleIds, overwrites = [] }: MemberFacts): bigint => {
  const isOfRole = ({ id, type }: APIOverwrite) =>
    type === OverwriteType.Role && id !== guildId && memberRoleIds.includes(id);
  return [
    overwrites.filter(({ id }) => id === guildId),
    overwrites.filter(isOfRole),
    overwrites.filter(({ id, type }) => type === OverwriteType.Member && id === memberId),
  ].reduce(apply, base);
};

const isTimedOut = ({ timedOutUntil, now }: MemberFacts): boolean =>
  typeof timedOutUntil === 'string' && now !== undefined && Date.parse(timedOutUntil) > now;

/**
 * What a member may do in the guild, or in a channel when its overwrites are given: Discord's own algorithm, with what
 * a missing View Channels or Send Messages takes along.
 * https://docs.discord.com/developers/topics/permissions#permission-hierarchy
 */
export const memberPermissions = (facts: MemberFacts): bigint => {
  const { guildId, ownerId, roles, memberId, memberRoleIds, overwrites, inThread = false } = facts;
  if (memberId === ownerId) return allPermissions;
  const own = roles.filter(({ id }) => id === guildId || memberRoleIds.includes(id));
  const base = own.reduce((bits, { permissions }) => bits | BigInt(permissions), 0n);
  if ((base & Administrator) !== 0n) return allPermissions;
  let permissions = overwrites === undefined ? base : inChannel(base, facts);
  if (isTimedOut(facts)) permissions &= duringTimeout;
  if (overwrites === undefined) return permissions;
  if ((permissions & ViewChannel) === 0n) return 0n;
  const sending = inThread ? SendMessagesInThreads : SendMessages;
  return (permissions & sending) === 0n ? permissions & ~nothingWithoutSending : permissions;
};

/** What of a role its place in the hierarchy hangs on. */
export type RankedRole = Pick<APIRole, 'id' | 'position'>;

/**
 * Above 0 when `a` stands higher than `b`: by position, and among equals the lower (older) id.
 * https://docs.discord.com/developers/topics/permissions#permission-hierarchy
 */
export const compareRoles = (a: RankedRole, b: RankedRole): number => {
  if (a.position !== b.position) return a.position - b.position;
  const [left, right] = [BigInt(a.id), BigInt(b.id)];
  return left === right ? 0 : left < right ? 1 : -1;
};

/** The highest of the guild's `roles` that a member holds; `@everyone` when it holds no other, `undefined` when even that is missing. */
export const highestRole = <Role extends RankedRole>(
  roles: readonly Role[],
  memberRoleIds: readonly Snowflake[],
  guildId: Snowflake,
): Role | undefined =>
  roles
    .filter(({ id }) => id === guildId || memberRoleIds.includes(id))
    .reduce<Role | undefined>((best, role) => (best && compareRoles(best, role) >= 0 ? best : role), undefined);
