import {
  ApplicationCommandOptionType,
  ButtonStyle,
  ComponentType,
  type APIButtonComponentWithCustomId,
} from 'discord-api-types/v10';
import type { GuildMember, Role } from 'discord.js';
import type { Answer, CallContext, Subcommand } from '../src/discord/command.ts';
import { writeCustomId } from '../src/discord/custom-id.ts';
import type { GuildSettings } from '../src/domain/guild-settings.ts';
import { AppError } from '../src/errors.ts';
import { checkChannel, postableChannelTypes } from './channel-reach.ts';

const buttonsLastMs = 3_600_000;

/** Writes a guild's settings, the first ones too. */
const changeSettings = async (
  { store, guildId }: CallContext,
  change: (current: GuildSettings) => GuildSettings,
): Promise<GuildSettings> => {
  const { settings } = store;
  const changed = await settings.update(guildId, change);
  if (changed !== undefined) return changed;
  const first = change({ id: guildId, guildId });
  try {
    await settings.create(first);
    return first;
  } catch (error) {
    // Somebody else was the first meanwhile.
    const second = await settings.update(guildId, change);
    if (second === undefined) throw error;
    return second;
  }
};

const answer = (
  settings: GuildSettings | undefined,
  { member }: { member: GuildMember },
  context: CallContext,
): Answer => {
  const { clock, text } = context;
  const { logChannelId: channel, managerRoleId: role } = settings ?? {};
  const button = (step: string, label: string): APIButtonComponentWithCustomId => ({
    type: ComponentType.Button,
    style: ButtonStyle.Secondary,
    label,
    custom_id: writeCustomId({
      command: 'settings',
      subcommand: 'settings',
      step,
      userId: member.id,
      expiresAt: clock.now() + buttonsLastMs,
      args: [],
    }),
  });
  const buttons = [
    ...(channel === undefined ? [] : [button('clear-channel', text('settings.clear-channel'))]),
    ...(role === undefined ? [] : [button('clear-role', text('settings.clear-role'))]),
  ];
  return {
    content: [
      channel === undefined ? text('settings.no-channel') : text('settings.channel', { channel: `<#${channel}>` }),
      role === undefined
        ? text('settings.no-role')
        : text('settings.role', { role: `<@&${role}>`, bot: `<@${member.client.user.id}>` }),
    ].join('\n'),
    ...(buttons.length > 0 && { components: [{ type: ComponentType.ActionRow, components: buttons }] }),
  };
};

const checkRole = ({ id }: Role, { guildId, text }: CallContext): void => {
  if (id === guildId) throw new AppError('invalid-request', text('settings.everyone'));
};

const settings: Subcommand = {
  name: 'settings',
  manageServerOnly: true,
  options: [
    { name: 'log-channel', type: ApplicationCommandOptionType.Channel, channelTypes: postableChannelTypes },
    { name: 'manager-role', type: ApplicationCommandOptionType.Role },
  ],
  async execute(interaction, context) {
    const { member, guildLocale, options } = interaction;
    const channel = options.getChannel('log-channel');
    const role = options.getRole('manager-role');
    if (channel !== null) await checkChannel(channel, { member, context });
    if (role !== null) checkRole(role, context);
    if (channel === null && role === null) {
      return answer(await context.store.settings.get(context.guildId), { member }, context);
    }
    const changed = await changeSettings(context, (current) => ({
      ...current,
      ...(channel !== null && { logChannelId: channel.id, locale: guildLocale }),
      ...(role !== null && { managerRoleId: role.id }),
    }));
    const shown = answer(changed, { member }, context);
    return { ...shown, content: `${context.text('settings.saved')}\n${shown.content}` };
  },
  components: {
    'clear-channel': async ({ member }, context) =>
      answer(await changeSettings(context, ({ logChannelId: _old, ...rest }) => rest), { member }, context),
    'clear-role': async ({ member }, context) =>
      answer(await changeSettings(context, ({ managerRoleId: _old, ...rest }) => rest), { member }, context),
  },
};

export default settings;
