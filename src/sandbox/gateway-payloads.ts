import {
  ApplicationFlags,
  ChannelType,
  GatewayIntentBits,
  type GatewayGuildMembersChunkDispatchData,
} from 'discord-api-types/v10';
import type { z } from 'zod';
import type { requestMembers } from './gateway-frames.ts';
import type { Session } from './gateway-session.ts';
import { guildShape } from './guild-shape.ts';
import type { SandboxGuild, SandboxMember, World } from './world.ts';

/** Most members of one chunk: https://docs.discord.com/developers/events/gateway-events#guild-members-chunk */
const membersPerChunk = 1000;

const threadTypes = new Set([ChannelType.AnnouncementThread, ChannelType.PublicThread, ChannelType.PrivateThread]);

/** The application's public flags that say which privileged intents are switched on. */
export const applicationFlags = (privileged: number): number =>
  (privileged & GatewayIntentBits.GuildPresences ? ApplicationFlags.GatewayPresenceLimited : 0) |
  (privileged & GatewayIntentBits.GuildMembers ? ApplicationFlags.GatewayGuildMembersLimited : 0) |
  (privileged & GatewayIntentBits.MessageContent ? ApplicationFlags.GatewayMessageContentLimited : 0);

/** READY's data: https://docs.discord.com/developers/events/gateway-events#ready */
export const readyData = ({
  world,
  session,
  url,
  privileged,
}: {
  world: World;
  session: Session;
  url: string;
  privileged: number;
}) => ({
  v: 10,
  user: { ...world.bot, email: null, verified: true, mfa_enabled: true, flags: 0 },
  guilds: [...world.guilds.keys()].map((id) => ({ id, unavailable: true })),
  session_id: session.id,
  session_type: 'normal',
  resume_gateway_url: url,
  shard: session.shard,
  application: { id: world.applicationId, flags: applicationFlags(privileged) },
  private_channels: [],
  presences: [],
  relationships: [],
  user_settings: {},
  guild_join_requests: [],
  _trace: ['["guildhook-sandbox"]'],
});

/** GUILD_CREATE's data. Without the presences intent only the bot's own member is in it, as with Discord. */
export const guildCreateData = (world: World, guild: SandboxGuild, intents: number) => {
  const channels = [...guild.channels.values()];
  const isThread = ({ type }: { type: ChannelType }) => threadTypes.has(type);
  const me = guild.members.get(world.bot.id);
  const seesAll = (intents & GatewayIntentBits.GuildPresences) !== 0;
  return {
    ...guildShape(guild),
    joined_at: me?.joined_at ?? new Date(world.now()).toISOString(),
    large: guild.members.size > 50,
    unavailable: false,
    member_count: guild.members.size,
    members: seesAll ? [...guild.members.values()] : me === undefined ? [] : [me],
    channels: channels.filter((channel) => !isThread(channel)).map((channel) => ({ ...channel, guild_id: undefined })),
    threads: channels.filter(isThread),
    presences: [],
    voice_states: [],
    stage_instances: [],
    guild_scheduled_events: [],
    soundboard_sounds: [],
  };
};

const namesOf = ({ nick, user }: SandboxMember) =>
  [nick, user.global_name, user.username].flatMap((name) => (name ? [name.toLowerCase()] : []));

/** GUILD_MEMBERS_CHUNK's data, one for each thousand members; at least one. */
export const memberChunks = (
  guild: SandboxGuild,
  { query, limit, user_ids: ids, presences, nonce }: z.infer<typeof requestMembers>,
): GatewayGuildMembersChunkDispatchData[] => {
  const all = [...guild.members.values()];
  const start = query?.toLowerCase() ?? '';
  const found =
    ids === undefined
      ? all.filter((member) => namesOf(member).some((name) => name.startsWith(start))).slice(0, limit || undefined)
      : all.filter(({ user }) => ids.includes(user.id));
  const missing = ids?.filter((id) => !guild.members.has(id)) ?? [];
  const count = Math.max(1, Math.ceil(found.length / membersPerChunk));
  return Array.from({ length: count }, (_, index) => ({
    guild_id: guild.id,
    members: found.slice(index * membersPerChunk, (index + 1) * membersPerChunk),
    chunk_index: index,
    chunk_count: count,
    ...(missing.length > 0 && { not_found: missing }),
    ...(presences === true && { presences: [] }),
    ...(nonce !== undefined && Buffer.byteLength(nonce) <= 32 && { nonce }),
  }));
};
