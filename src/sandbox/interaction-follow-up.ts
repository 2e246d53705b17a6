import {
  IncomingWebhookInteractionRequestSchema,
  IncomingWebhookUpdateRequestPartialSchema,
} from 'discord-api-spec/zod';
import { InteractionResponseType, MessageFlags, RESTJSONErrorCodes, type APIMessage } from 'discord-api-types/v10';
import { z } from 'zod';
import { unknownMessage } from './access.ts';
import type { InteractionHost } from './interaction-callback.ts';
import {
  editedInteractionMessage,
  holdMessageToRules,
  interactionMessage,
  requireModelled,
} from './interaction-message.ts';
import { interactionLimits, type Interaction } from './interaction-store.ts';
import { messageFields, type MessageFields } from './message-fields.ts';
import { inUtc } from './message-rules.ts';
import { parseBody } from './parse-body.ts';
import { DiscordFault } from './route.ts';

const newMessage = messageFields.extend({ tts: z.boolean().nullish() });

/**
 * The interaction that a webhook token stands for. Throws 10015 when nothing was answered yet or the application is another,
 * 50027 when the token is unknown or older than 15 minutes.
 */
export const answeredInteraction = (
  { store, world }: InteractionHost,
  { applicationId, token }: { applicationId: string; token: string },
): Interaction => {
  const interaction = store.byToken(token);
  const isOver = interaction !== undefined && world.now() - interaction.createdAt > interactionLimits.tokenMs;
  if (interaction === undefined || isOver) {
    throw new DiscordFault(401, RESTJSONErrorCodes.InvalidWebhookToken, 'Invalid Webhook Token');
  }
  if (applicationId !== world.applicationId || interaction.responded === undefined) {
    throw new DiscordFault(404, RESTJSONErrorCodes.UnknownWebhook, 'Unknown Webhook');
  }
  return interaction;
};

/** One message of the interaction; `@original` is the first answer. Throws 10008. */
export const messageOf = ({ shown, world }: InteractionHost, interaction: Interaction, id: string): APIMessage => {
  const messageId = id === '@original' ? interaction.originalId : id;
  const found = messageId === undefined ? undefined : shown.find(interaction.place, messageId);
  if (found === undefined || found.author.id !== world.bot.id) throw unknownMessage();
  return found;
};

const applyEdit = (host: InteractionHost, interaction: Interaction, old: APIMessage, fields: MessageFields) => {
  const message = editedInteractionMessage({ ...host, interaction, old, fields });
  host.shown.replace(interaction.place, message);
  if (old.id === interaction.originalId && interaction.responded !== undefined) {
    interaction.loading = false;
    interaction.settle({ type: interaction.responded, message });
  }
  return message;
};

/** Edits a message of the interaction; ends "thinking…" on the first answer. */
export const editInteractionMessage = (
  host: InteractionHost,
  { interaction, id, body }: { interaction: Interaction; id: string; body: unknown },
): APIMessage => {
  const old = messageOf(host, interaction, id);
  requireModelled(body);
  const fields = parseBody(IncomingWebhookUpdateRequestPartialSchema, inUtc(body), messageFields);
  holdMessageToRules({ ...fields, flags: (fields.flags ?? 0) | (old.flags ?? 0) }, undefined);
  return applyEdit(host, interaction, old, fields);
};

/** One more message. The first after "thinking…" takes its place, with its visibility, as with Discord. */
export const followUp = (
  host: InteractionHost,
  { interaction, body }: { interaction: Interaction; body: unknown },
): APIMessage => {
  requireModelled(body);
  const fields = parseBody(IncomingWebhookInteractionRequestSchema, inUtc(body), newMessage);
  holdMessageToRules(fields, undefined);
  const responded = interaction.responded;
  if (responded === InteractionResponseType.DeferredChannelMessageWithSource && interaction.loading) {
    const old = messageOf(host, interaction, '@original');
    const { flags, ...rest } = fields;
    return applyEdit(host, interaction, old, { ...rest, flags: (flags ?? 0) & ~MessageFlags.Ephemeral });
  }
  const message = interactionMessage({ ...host, interaction, fields, tts: fields.tts ?? false });
  host.shown.add(interaction.place, interaction.user.id, message);
  return message;
};

/** Takes a message of the interaction away. */
export const deleteInteractionMessage = (host: InteractionHost, interaction: Interaction, id: string): void => {
  const { id: messageId } = messageOf(host, interaction, id);
  host.shown.remove(interaction.place, messageId);
  if (messageId === interaction.originalId && interaction.responded !== undefined) {
    interaction.settle({ type: interaction.responded });
  }
};
