import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import { DiscordAPIError, type GuildBasedChannel, type GuildMember } from 'discord.js';
import { AppError } from '../src/errors.ts';
import type { CallContext } from '../src/discord/command.ts';
import { memberPermissions, permissionNames } from '../src/domain/permissions.ts';
import { isSnowflake } from '../src/domain/snowflake.ts';
import type { WebhookDefinition } from '../src/domain/webhook.ts';

const { EmbedLinks, SendMessages, SendMessagesInThreads, ViewChannel } = PermissionFlagsBits;

/** Channels in which a message can be posted as it is; forums only take posts. */
export const postableChannelTypes = [
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildVoice,
  ChannelType.GuildStageVoice,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.AnnouncementThread,
] as const;

/** Who asks, and whose clock tells whether a timeout still lasts. */
export type Reach = { member: GuildMember; context: Pick<CallContext, 'clock' | 'text'> };

const permissionsIn = (channel: GuildBasedChannel, member: GuildMember, now: number): bigint => {
  const { guild } = channel;
  const parent = channel.isThread() ? channel.parent : channel;
  return memberPermissions({
    guildId: guild.id,
    ownerId: guild.ownerId,
    roles: guild.roles.cache.map(({ id, permissions }) => ({ id, permissions: permissions.bitfield.toString() })),
    memberId: member.id,
    memberRoleIds: [...member.roles.cache.keys()],
    overwrites: [...(parent?.permissionOverwrites.cache.values() ?? [])].map(({ id, type, allow, deny }) => ({
      id,
      type,
      allow: allow.bitfield.toString(),
      deny: deny.bitfield.toString(),
    })),
    inThread: channel.isThread(),
    timedOutUntil: member.communicationDisabledUntil?.toISOString() ?? null,
    now,
  });
};

/**
 * Checks that a webhook may post in a channel: the bot must be able to, and the member who asks for it must be able to
 * do it in person. Throws `missing-permission` that names the permissions, the channel and where to click.
 */
export const checkChannel = async (channel: GuildBasedChannel, { member, context }: Reach): Promise<void> => {
  const { clock, text } = context;
  const send = channel.isThread() ? SendMessagesInThreads : SendMessages;
  const missing = (whose: GuildMember, needed: bigint): string =>
    permissionNames(needed & ~permissionsIn(channel, whose, clock.now()))
      .map((name) => `**${name}**`)
      .join(', ');
  const me = channel.guild.members.me ?? (await channel.guild.members.fetchMe());
  const lackedByBot = missing(me, ViewChannel | send | EmbedLinks);
  const where = `<#${channel.id}>`;
  if (lackedByBot !== '') {
    throw new AppError(
      'missing-permission',
      text('channel-reach.bot-lacks', { permissions: lackedByBot, channel: where, bot: `<@${me.id}>` }),
    );
  }
  const lackedByMember = missing(member, ViewChannel | send);
  if (lackedByMember !== '') {
    throw new AppError(
      'missing-permission',
      text('channel-reach.member-lacks', { permissions: lackedByMember, channel: where }),
    );
  }
};

const isRefusal = (error: unknown): boolean =>
  error instanceof DiscordAPIError && (error.status === 403 || error.status === 404);

/** Checks every channel that a definition names by id, as {@link checkChannel} does; `unknown-channel` for one that is gone. */
export const checkChannels = async (definition: WebhookDefinition, reach: Reach): Promise<void> => {
  const named = definition.actions.map(({ channel }) => channel).filter((id) => typeof id === 'string');
  for (const id of new Set(named.filter((id) => isSnowflake(id)))) {
    const channel = await reach.member.guild.channels.fetch(id).catch((error: unknown) => {
      if (isRefusal(error)) return null;
      throw new AppError('discord-unavailable', reach.context.text('channel-reach.cannot-ask'), { cause: error });
    });
    if (channel === null) {
      throw new AppError('unknown-channel', reach.context.text('channel-reach.gone', { channel: `<#${id}>` }));
    }
    await checkChannel(channel, reach);
  }
};
