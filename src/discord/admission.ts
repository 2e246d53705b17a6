import { PermissionFlagsBits } from 'discord-api-types/v10';
import type { Interaction } from 'discord.js';
import { AppError } from '../errors.ts';
import type { CustomId } from './custom-id.ts';
import type { Text } from './texts.ts';

type Asked = { servedGuildId: string | undefined; text: Text };

/**
 * Lets an interaction in, or throws an AppError that says why not: outside a server, in another server than the one
 * served, in a server that the bot itself is not in, or from a member without Manage Server. Asked on every
 * interaction, since a server's own settings can open a command to anyone.
 */
export function admit(
  interaction: Interaction,
  { servedGuildId, text }: Asked,
): asserts interaction is Interaction<'cached'> {
  if (!interaction.inGuild()) throw new AppError('not-allowed', text('refused.outside-server'));
  if (servedGuildId !== undefined && interaction.guildId !== servedGuildId) {
    throw new AppError('not-allowed', text('refused.other-server'));
  }
  if (!interaction.memberPermissions.has(PermissionFlagsBits.ManageGuild)) {
    throw new AppError('not-allowed', text('refused.not-manager'));
  }
  if (!interaction.inCachedGuild()) throw new AppError('unknown-guild', text('refused.bot-not-in-server'));
}

/** Lets a press or a sent form in, or throws an AppError: only for the one who asked, and only for as long as it was meant. */
export const admitStep = (id: CustomId, { userId, now, text }: { userId: string; now: number; text: Text }): void => {
  if (id.userId !== userId) throw new AppError('not-allowed', text('refused.not-yours'));
  if (id.expiresAt < now) throw new AppError('not-allowed', text('refused.expired'));
};
