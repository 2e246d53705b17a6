import { MessageFlags, MessageType, type APIMessage } from 'discord-api-types/v10';
import { buildMessage, editedMessage } from './build-message.ts';
import { componentFaults } from './component-rules.ts';
import type { Interaction } from './interaction-store.ts';
import type { MessageFields } from './message-fields.ts';
import { holdToRules, requireSomething } from './message-rules.ts';
import { invalidForm } from './parse-body.ts';
import { DiscordFault } from './route.ts';
import type { World } from './world.ts';

const { Ephemeral, SuppressEmbeds, SuppressNotifications, IsComponentsV2, Loading } = MessageFlags;
const allowedFlags = Ephemeral | SuppressEmbeds | SuppressNotifications | IsComponentsV2;

const unmodelled = ['attachments', 'poll'] as const;

/** Throws 501 for what is in a request and the sandbox does not model, lest it be lost without a word. */
export const requireModelled = (body: unknown): void => {
  if (typeof body !== 'object' || body === null) return;
  const given = new Map(Object.entries(body));
  const found = unmodelled.find((name) => {
    const value: unknown = given.get(name);
    return value !== undefined && value !== null && !(Array.isArray(value) && value.length === 0);
  });
  if (found !== undefined) throw new DiscordFault(501, 0, `The sandbox does not model ${found} of an interaction`);
};

/** Throws 50035 for what Discord refuses of a message; faults are told below `prefix`. */
export const holdMessageToRules = (fields: MessageFields, prefix: 'data' | undefined): void => {
  const at = prefix === undefined ? [] : [prefix];
  const faults = componentFaults(fields, [...at, 'components']);
  if (faults.length > 0) throw invalidForm(faults);
  try {
    holdToRules(fields);
  } catch (error) {
    if (!(error instanceof DiscordFault) || error.errors === undefined || prefix === undefined) throw error;
    throw new DiscordFault(error.status, error.code, error.message, { [prefix]: error.errors });
  }
};

/** In answers to interactions only people are notified unless `allowed_mentions` says otherwise: https://docs.discord.com/developers/resources/message#allowed-mentions-object */
const withDefaultMentions = (fields: MessageFields): MessageFields => ({
  ...fields,
  allowed_mentions: fields.allowed_mentions ?? { parse: ['users'] },
});

const metadata = (interaction: Interaction, originalId?: string) => ({
  id: interaction.id,
  type: interaction.type,
  user: interaction.user,
  authorizing_integration_owners: interaction.place.guild === undefined ? {} : { '0': interaction.place.guild.id },
  ...(originalId !== undefined && { original_response_message_id: originalId }),
  ...(interaction.sourceId !== undefined && { interacted_message_id: interaction.sourceId }),
});

/** A new message in answer to an interaction. Throws 50006 when it would show nothing and is not "thinking…". */
export const interactionMessage = (facts: {
  world: World;
  interaction: Interaction;
  fields: MessageFields;
  tts?: boolean;
  loading?: boolean;
}): APIMessage => {
  const { world, interaction, loading = false } = facts;
  const fields = withDefaultMentions(facts.fields);
  const { place, originalId } = interaction;
  const { message } = buildMessage({ world, place, author: world.bot, fields, tts: facts.tts ?? false, allowedFlags });
  if (!loading) {
    requireSomething({ content: message.content, embeds: message.embeds, components: message.components ?? [] });
  }
  const isFirst = originalId === undefined;
  return Object.assign(message, {
    type: !isFirst
      ? MessageType.Reply
      : interaction.command === undefined
        ? MessageType.Default
        : MessageType.ChatInputCommand,
    flags: (message.flags ?? 0) | (loading ? Loading : 0),
    application_id: world.applicationId,
    webhook_id: world.applicationId,
    interaction_metadata: metadata(interaction, originalId),
    ...(isFirst && interaction.command !== undefined
      ? {
          interaction: {
            id: interaction.id,
            type: interaction.type,
            name: interaction.command,
            user: interaction.user,
          },
        }
      : {}),
  });
};

/** A message of an interaction after an edit; "thinking…" ends. Throws 50006 when nothing would be left to show. */
export const editedInteractionMessage = (facts: {
  world: World;
  interaction: Interaction;
  old: APIMessage;
  fields: MessageFields;
}): APIMessage => {
  const { world, interaction, old } = facts;
  const fields = withDefaultMentions(facts.fields);
  const { message } = editedMessage({ world, place: interaction.place, old, fields });
  const wasLoading = ((old.flags ?? 0) & Loading) !== 0;
  const edited = {
    ...message,
    flags: (message.flags ?? 0) & ~Loading,
    edited_timestamp: wasLoading ? null : message.edited_timestamp,
  };
  requireSomething({ content: edited.content, embeds: edited.embeds, components: edited.components ?? [] });
  return edited;
};
