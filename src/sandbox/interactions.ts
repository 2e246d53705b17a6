import {
  ApplicationCommandOptionType,
  ApplicationCommandType,
  ApplicationIntegrationType,
  GatewayDispatchEvents,
  InteractionContextType,
  InteractionType,
  Locale,
  type APIMessage,
} from 'discord-api-types/v10';
import { AppError } from '../errors.ts';
import { permissionsOf } from './access.ts';
import type { Attachments } from './attachments.ts';
import { commandOptions, findCommand, typedOptions } from './interaction-command.ts';
import { chosenValues, filledModal, findComponent } from './interaction-components.ts';
import { impossible, seat, type Actor, type Seat } from './interaction-people.ts';
import type { InteractionAnswer, InteractionStore, NewInteraction } from './interaction-store.ts';
import { shownChannel, type Resolved } from './interaction-values.ts';
import type { ShownMessages } from './shown-messages.ts';
import type { World } from './world.ts';

/** A person, and optionally the language of their client, such as `de`. */
export type Person = Actor & { locale?: string | undefined };

/** What people do with the application. Each resolves with what the person then sees, and rejects with an `AppError`. */
export type Interactions = {
  /** Uses a slash command. `options` by name; channels, roles and users by id, name or mention; files as `{ filename, content }`. */
  invoke(act: Person & { command: string; options?: Record<string, unknown> | undefined }): Promise<InteractionAnswer>;
  /** Presses a button or chooses in a select, in the newest message that has it or in `messageId`. */
  click(
    act: Person & { customId: string; messageId?: string | undefined; values?: string[] | undefined },
  ): Promise<InteractionAnswer>;
  /** Sends the form that this person has open; fields by custom id. */
  submitModal(act: Person & { customId: string; fields: Record<string, unknown> }): Promise<InteractionAnswer>;
  /** Types in an option; the answer has `choices`. */
  autocomplete(
    act: Person & { command: string; options?: Record<string, unknown> | undefined; focused: string },
  ): Promise<InteractionAnswer>;
};

/** What {@link createInteractions} needs; `isConnected`: whether any session of the bot is there to be told. */
export type InteractionsHost = {
  world: World;
  store: InteractionStore;
  shown: ShownMessages;
  attachments: Attachments;
  isConnected: () => boolean;
};

/** https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-object */
const attachmentSizeLimit = 10 * 1024 * 1024;

/** The people's side of interactions: https://docs.discord.com/developers/interactions/overview */
export const createInteractions = (host: InteractionsHost): Interactions => {
  const { world, store, shown, attachments } = host;

  const payload = (at: Seat, locale: string | undefined) => ({
    application_id: world.applicationId,
    version: 1,
    guild_id: at.guild.id,
    guild: { id: at.guild.id, locale: Locale.EnglishUS, features: [] },
    channel_id: at.channel.id,
    channel: shownChannel(world, at, at.channel),
    member: { ...at.member, permissions: String(permissionsOf(world, at.guild, at.member.user.id, at.channel)) },
    app_permissions: String(permissionsOf(world, at.guild, world.bot.id, at.channel)),
    locale: locale ?? Locale.EnglishUS,
    guild_locale: Locale.EnglishUS,
    entitlements: [],
    authorizing_integration_owners: { [ApplicationIntegrationType.GuildInstall]: at.guild.id },
    context: InteractionContextType.Guild,
    attachment_size_limit: attachmentSizeLimit,
  });

  const tell = (
    at: Seat,
    person: Person,
    facts: Pick<NewInteraction, 'type'> & Partial<NewInteraction> & { data: object; message?: APIMessage | undefined },
  ): Promise<InteractionAnswer> => {
    if (at.guild.unavailable) throw impossible(`${at.guild.name} is unavailable`);
    if (!host.isConnected()) throw new AppError('discord-unavailable', 'The application is not connected');
    const { data, message, type, command, sourceId, numeric = false } = facts;
    const { interaction, answer } = store.open({
      type,
      command,
      sourceId,
      numeric,
      user: at.member.user,
      place: at.place,
    });
    const { id, token } = interaction;
    world.dispatch({
      type: GatewayDispatchEvents.InteractionCreate,
      data: { id, token, type, ...payload(at, person.locale), data, ...(message !== undefined && { message }) },
      guildId: at.guild.id,
    });
    return answer;
  };

  const seatOf = (person: Person) => seat(world, person);
  const withResolved = (resolved: Resolved) => (Object.keys(resolved).length > 0 ? { resolved } : {});

  return {
    async invoke(act) {
      const at = seatOf(act);
      const found = findCommand(world, at, act.command);
      const resolved: Resolved = {};
      const options = commandOptions({ world, seat: at, resolved, attachments }, found, act.options ?? {});
      const { id, name, guild_id: guildId } = found.command;
      const scope = guildId === undefined ? {} : { guild_id: guildId };
      const type = ApplicationCommandType.ChatInput;
      const data = { id, name, type, ...scope, options, ...withResolved(resolved) };
      const command = act.command.trim().replace(/^\//, '');
      return tell(at, act, { type: InteractionType.ApplicationCommand, command, data });
    },

    async autocomplete(act) {
      const at = seatOf(act);
      const found = findCommand(world, at, act.command);
      const resolved: Resolved = {};
      const { options, option } = typedOptions({ world, seat: at, resolved, attachments }, found, {
        given: act.options ?? {},
        focused: act.focused,
      });
      const { id, name, guild_id: guildId } = found.command;
      const scope = guildId === undefined ? {} : { guild_id: guildId };
      return tell(at, act, {
        type: InteractionType.ApplicationCommandAutocomplete,
        numeric: option.type !== ApplicationCommandOptionType.String,
        data: { id, name, type: ApplicationCommandType.ChatInput, ...scope, options },
      });
    },

    async click(act) {
      const at = seatOf(act);
      const places = [...at.guild.channels.values()].map((channel) => ({ guild: at.guild, channel, dm: undefined }));
      const { component, message, place } = findComponent(shown.seenBy(at.member.user.id, places), act);
      const here: Seat = { ...at, channel: place.channel, place };
      const values = chosenValues(here, component, act.values);
      return tell(here, act, {
        type: InteractionType.MessageComponent,
        sourceId: message.id,
        message,
        data: {
          custom_id: component.custom_id,
          component_type: component.type,
          ...(values !== undefined && { values, ...withResolved(resolvedOf(here, values)) }),
        },
      });
    },

    async submitModal(act) {
      const at = seatOf(act);
      const userId = at.member.user.id;
      const open = store.modals.get(userId);
      if (open?.modal.custom_id !== act.customId) {
        throw impossible(`${at.member.user.username} has no form "${act.customId}" open`);
      }
      const { place, sourceId } = open.from;
      const here: Seat = { ...at, channel: place.channel, place };
      const data = filledModal(here, open.modal, act.fields);
      const message = sourceId === undefined ? undefined : shown.find(place, sourceId);
      const answer = tell(here, act, { type: InteractionType.ModalSubmit, sourceId, message, data });
      // The form stays open when nobody answered, so that what was typed is not lost.
      void answer.then(
        () => {
          if (store.modals.get(userId) === open) store.modals.delete(userId);
        },
        () => undefined,
      );
      return answer;
    },
  };
};

const resolvedOf = ({ guild }: Seat, ids: string[]): Resolved => {
  const members = ids.flatMap((id) => guild.members.get(id) ?? []);
  const roles = ids.flatMap((id) => guild.roles.get(id) ?? []);
  const channels = ids.flatMap((id) => guild.channels.get(id) ?? []);
  return {
    ...(members.length > 0 && {
      users: Object.fromEntries(members.map(({ user }) => [user.id, user])),
      members: Object.fromEntries(
        members.map(({ user, ...membership }) => [user.id, { ...membership, permissions: '0' }]),
      ),
    }),
    ...(roles.length > 0 && { roles: Object.fromEntries(roles.map((role) => [role.id, role])) }),
    ...(channels.length > 0 && { channels: Object.fromEntries(channels.map((channel) => [channel.id, channel])) }),
  };
};
