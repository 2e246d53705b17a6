import {
  ChannelType,
  ForumLayoutType,
  OverwriteType,
  ThreadAutoArchiveDuration,
  VideoQualityMode,
  type APIChannel,
  type APIGuildForumTag,
  type APIOverwrite,
  type APIRole,
  type APIUser,
} from 'discord-api-types/v10';
import type { Snowflake } from '../domain/snowflake.ts';
import type { SandboxMember } from './world.ts';

const noFlags: number = 0;

/** A user with every field that Discord's published schema demands. */
export const makeUser = (facts: { id: Snowflake; username: string; name?: string; bot?: boolean }): APIUser => ({
  id: facts.id,
  username: facts.username,
  discriminator: '0',
  global_name: facts.name ?? null,
  avatar: null,
  bot: facts.bot ?? false,
  flags: noFlags,
  public_flags: noFlags,
  primary_guild: null,
});

/** What {@link makeRole} needs; `permissions` is a bit set of discord-api-types' `PermissionFlagsBits`. */
export type RoleFacts = { id: Snowflake; name: string; position: number; permissions?: bigint; botId?: Snowflake };

/** A role; with `botId` the managed one of that bot. */
export const makeRole = ({ id, name, position, permissions = 0n, botId }: RoleFacts): APIRole => ({
  id,
  name,
  position,
  permissions: String(permissions),
  color: 0,
  colors: { primary_color: 0, secondary_color: null, tertiary_color: null },
  hoist: false,
  managed: botId !== undefined,
  mentionable: false,
  icon: null,
  unicode_emoji: null,
  flags: noFlags,
  ...(botId !== undefined && { tags: { bot_id: botId } }),
});

/** A member; `joinedAt` in ms since 1970. */
export const makeMember = (facts: { user: APIUser; roles?: Snowflake[]; joinedAt: number }): SandboxMember => ({
  user: facts.user,
  nick: null,
  avatar: null,
  banner: null,
  roles: facts.roles ?? [],
  joined_at: new Date(facts.joinedAt).toISOString(),
  premium_since: null,
  pending: false,
  mute: false,
  deaf: false,
  flags: noFlags,
  communication_disabled_until: null,
});

/** A channel's exception for a role, or for a member with `type: OverwriteType.Member`; bit sets. */
export const makeOverwrite = (facts: {
  id: Snowflake;
  type?: OverwriteType;
  allow?: bigint;
  deny?: bigint;
}): APIOverwrite => ({
  id: facts.id,
  type: facts.type ?? OverwriteType.Role,
  allow: String(facts.allow ?? 0n),
  deny: String(facts.deny ?? 0n),
});

/** The kinds of guild channel that {@link makeChannel} makes. */
export type MadeChannelType =
  | ChannelType.GuildText
  | ChannelType.GuildAnnouncement
  | ChannelType.GuildCategory
  | ChannelType.GuildVoice
  | ChannelType.GuildForum;

/** What {@link makeChannel} needs. */
export type ChannelFacts = {
  id: Snowflake;
  guildId: Snowflake;
  name: string;
  type?: MadeChannelType;
  position?: number;
  parentId?: Snowflake | null;
  topic?: string;
  overwrites?: APIOverwrite[];
  tags?: APIGuildForumTag[];
};

/** A channel of a guild; text unless said otherwise. */
export const makeChannel = (facts: ChannelFacts): APIChannel => {
  const type = facts.type ?? ChannelType.GuildText;
  const common = {
    id: facts.id,
    guild_id: facts.guildId,
    name: facts.name,
    position: facts.position ?? 0,
    flags: noFlags,
    permission_overwrites: facts.overwrites ?? [],
    nsfw: false,
  };
  if (type === ChannelType.GuildCategory) return { ...common, type, parent_id: null };
  const below = { ...common, parent_id: facts.parentId ?? null, last_message_id: null, rate_limit_per_user: 0 };
  const topic = facts.topic ?? null;
  if (type === ChannelType.GuildVoice) {
    const video_quality_mode = VideoQualityMode.Auto;
    return { ...below, type, bitrate: 64_000, user_limit: 0, rtc_region: null, video_quality_mode };
  }
  if (type === ChannelType.GuildForum) {
    const defaults = { default_reaction_emoji: null, default_sort_order: null };
    const default_forum_layout = ForumLayoutType.NotSet;
    return { ...below, ...defaults, type, topic, available_tags: facts.tags ?? [], default_forum_layout };
  }
  return { ...below, type, topic, last_pin_timestamp: null };
};

/** What {@link makeThread} needs; `createdAt` in ms since 1970. */
export type ThreadFacts = {
  id: Snowflake;
  guildId: Snowflake;
  parentId: Snowflake;
  ownerId: Snowflake;
  name: string;
  createdAt: number;
};

/** A public thread. */
export const makeThread = ({ id, guildId, parentId, ownerId, name, createdAt }: ThreadFacts): APIChannel => {
  const created = new Date(createdAt).toISOString();
  return {
    id,
    type: ChannelType.PublicThread,
    guild_id: guildId,
    parent_id: parentId,
    owner_id: ownerId,
    name,
    flags: noFlags,
    last_message_id: null,
    rate_limit_per_user: 0,
    message_count: 0,
    member_count: 1,
    total_message_sent: 0,
    thread_metadata: {
      archived: false,
      archive_timestamp: created,
      auto_archive_duration: ThreadAutoArchiveDuration.OneWeek,
      locked: false,
      create_timestamp: created,
    },
  };
};
