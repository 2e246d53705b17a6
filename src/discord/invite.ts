import { OAuth2Scopes, PermissionFlagsBits } from 'discord-api-types/v10';
import type { PermissionFlag } from '../domain/permissions.ts';

/** The least that the bot is invited with, each with what needs it. */
export const invitePermissions: readonly { permission: PermissionFlag; reason: string }[] = [
  { permission: 'ViewChannel', reason: 'to reach the channels it writes in' },
  { permission: 'SendMessages', reason: 'to send messages' },
  { permission: 'SendMessagesInThreads', reason: 'to send messages in threads and forum posts' },
  { permission: 'EmbedLinks', reason: 'to show embeds' },
  { permission: 'ReadMessageHistory', reason: 'to reply to messages and to find those it edits or deletes' },
  { permission: 'ManageMessages', reason: 'to delete messages of others (delete-message)' },
  { permission: 'ManageRoles', reason: 'to give and take roles below its own (add-role, remove-role)' },
];

/** The link with which an admin adds the bot: https://docs.discord.com/developers/topics/oauth2#bot-authorization-flow */
export const inviteUrl = (applicationId: string): string => {
  const permissions = invitePermissions.reduce((bits, { permission }) => bits | PermissionFlagsBits[permission], 0n);
  const query = new URLSearchParams({
    client_id: applicationId,
    scope: `${OAuth2Scopes.Bot} ${OAuth2Scopes.ApplicationsCommands}`,
    permissions: String(permissions),
  });
  return `https://discord.com/oauth2/authorize?${query.toString()}`;
};
