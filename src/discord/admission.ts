import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { BaseInteraction, Interaction } from 'discord.js';
import type { Snowflake } from '../domain/snowflake.ts';
import { AppError } from '../errors.ts';
import { anyManager, type CustomId } from './custom-id.ts';
import type { Text } from './texts.ts';

type Asked = { servedGuildId: string | undefined; managerRoleId: Snowflake | undefined; text: Text };

/** Whether the member has Manage Server, as Discord itself says with each interaction. */
export const managesServer = (interaction: BaseInteraction): boolean =>
  interaction.memberPermissions?.has(PermissionFlagsBits.ManageGuild) === true;

const hasRole = ({ member }: Interaction, roleId: Snowflake): boolean => {
  if (member === null) return false;
  const { roles } = member;
  return Array.isArray(roles) ? roles.includes(roleId) : roles.cache.has(roleId);
};

/**
 * Lets an interaction in, or throws an AppError that says why not: outside a server, in another server than the one
 * served, in a server that the bot itself is not in, or from a member with neither Manage Server nor the role that
 * may manage too. Asked on every interaction, since a server's own settings can open a command to anyone.
 */
export function admit(
  interaction: Interaction,
  { servedGuildId, managerRoleId, text }: Asked,
): asserts interaction is Interaction<'cached'> {
  if (!interaction.inGuild()) throw new AppError('not-allowed', text('refused.outside-server'));
  if (servedGuildId !== undefined && interaction.guildId !== servedGuildId) {
    throw new AppError('not-allowed', text('refused.other-server'));
  }
  const mayManage = managesServer(interaction) || (managerRoleId !== undefined && hasRole(interaction, managerRoleId));
  if (!mayManage) {
    throw new AppError('not-allowed', text('refused.not-manager'));
  }
  if (!interaction.inCachedGuild()) throw new AppError('unknown-guild', text('refused.bot-not-in-server'));
}

/** Lets a press or a sent form in, or throws an AppError: only for whom it was meant, and only for as long as it was. */
export const admitStep = (id: CustomId, { userId, now, text }: { userId: string; now: number; text: Text }): void => {
  if (id.userId !== anyManager && id.userId !== userId) throw new AppError('not-allowed', text('refused.not-yours'));
  if (id.expiresAt < now) throw new AppError('not-allowed', text('refused.expired'));
};
