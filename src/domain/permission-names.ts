import { PermissionFlagsBits } from 'discord-api-types/v10';

/** A permission as discord-api-types calls it. */
export type PermissionFlag = keyof typeof PermissionFlagsBits;

/** Each permission in the words of Discord's English client, which are what an admin has to look for. */
const clientWords: Record<PermissionFlag, string> = {
  CreateInstantInvite: 'Create Invite',
  KickMembers: 'Kick Members',
  BanMembers: 'Ban Members',
  Administrator: 'Administrator',
  ManageChannels: 'Manage Channels',
  ManageGuild: 'Manage Server',
  AddReactions: 'Add Reactions',
  ViewAuditLog: 'View Audit Log',
  PrioritySpeaker: 'Priority Speaker',
  Stream: 'Video',
  ViewChannel: 'View Channels',
  SendMessages: 'Send Messages',
  SendTTSMessages: 'Send Text-to-Speech Messages',
  ManageMessages: 'Manage Messages',
  EmbedLinks: 'Embed Links',
  AttachFiles: 'Attach Files',
  ReadMessageHistory: 'Read Message History',
  MentionEveryone: 'Mention @everyone, @here, and All Roles',
  UseExternalEmojis: 'Use External Emoji',
  ViewGuildInsights: 'View Server Insights',
  Connect: 'Connect',
  Speak: 'Speak',
  MuteMembers: 'Mute Members',
  DeafenMembers: 'Deafen Members',
  MoveMembers: 'Move Members',
  UseVAD: 'Use Voice Activity',
  ChangeNickname: 'Change Nickname',
  ManageNicknames: 'Manage Nicknames',
  ManageRoles: 'Manage Roles',
  ManageWebhooks: 'Manage Webhooks',
  ManageEmojisAndStickers: 'Manage Expressions',
  ManageGuildExpressions: 'Manage Expressions',
  UseApplicationCommands: 'Use Application Commands',
  RequestToSpeak: 'Request to Speak',
  ManageEvents: 'Manage Events',
  ManageThreads: 'Manage Threads and Posts',
  CreatePublicThreads: 'Create Public Threads',
  CreatePrivateThreads: 'Create Private Threads',
  UseExternalStickers: 'Use External Stickers',
  SendMessagesInThreads: 'Send Messages in Threads and Posts',
  UseEmbeddedActivities: 'Use Activities',
  ModerateMembers: 'Timeout Members',
  ViewCreatorMonetizationAnalytics: 'View Creator Monetization Insights',
  UseSoundboard: 'Use Soundboard',
  CreateGuildExpressions: 'Create Expressions',
  CreateEvents: 'Create Events',
  UseExternalSounds: 'Use External Sounds',
  SendVoiceMessages: 'Send Voice Messages',
  SetVoiceChannelStatus: 'Set Voice Channel Status',
  SendPolls: 'Create Polls',
  UseExternalApps: 'Use External Apps',
  PinMessages: 'Pin Messages',
  BypassSlowmode: 'Bypass Slowmode',
};

/** Whether `name` is one of discord-api-types' `PermissionFlagsBits`. */
export const isPermissionFlag = (name: string): name is PermissionFlag => Object.hasOwn(clientWords, name);

/** The permissions in `bits` as Discord's client names them ("Manage Roles"), lowest bit first; bits without a name are left out. */
export const permissionNames = (bits: bigint): string[] => {
  const named = Object.keys(clientWords).filter(isPermissionFlag);
  const words = named.filter((flag) => (bits & PermissionFlagsBits[flag]) !== 0n).map((flag) => clientWords[flag]);
  return [...new Set(words)];
};
