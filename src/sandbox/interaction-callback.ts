import {
  ApplicationCommandAutocompleteCallbackRequestSchema,
  CreateMessageInteractionCallbackRequestSchema,
  ModalInteractionCallbackRequestSchema,
  UpdateMessageInteractionCallbackRequestSchema,
} from 'discord-api-spec/zod';
import {
  InteractionResponseType as Response,
  InteractionType,
  MessageFlags,
  RESTJSONErrorCodes,
  type APIMessage,
} from 'discord-api-types/v10';
import { z } from 'zod';
import { modalFaults } from './component-rules.ts';
import {
  editedInteractionMessage,
  holdMessageToRules,
  interactionMessage,
  requireModelled,
} from './interaction-message.ts';
import { interactionLimits, type Interaction, type InteractionStore } from './interaction-store.ts';
import { messageFields } from './message-fields.ts';
import { inUtc } from './message-rules.ts';
import { invalidForm, parseBody } from './parse-body.ts';
import { DiscordFault } from './route.ts';
import type { ShownMessages } from './shown-messages.ts';
import type { World } from './world.ts';

/** What callbacks and follow-ups work on. */
export type InteractionHost = { world: World; store: InteractionStore; shown: ShownMessages };

const answersTo: Record<InteractionType, Response[]> = {
  [InteractionType.Ping]: [Response.Pong],
  [InteractionType.ApplicationCommand]: [
    Response.ChannelMessageWithSource,
    Response.DeferredChannelMessageWithSource,
    Response.Modal,
  ],
  [InteractionType.MessageComponent]: [
    Response.ChannelMessageWithSource,
    Response.DeferredChannelMessageWithSource,
    Response.DeferredMessageUpdate,
    Response.UpdateMessage,
    Response.Modal,
  ],
  [InteractionType.ApplicationCommandAutocomplete]: [Response.ApplicationCommandAutocompleteResult],
  [InteractionType.ModalSubmit]: [
    Response.ChannelMessageWithSource,
    Response.DeferredChannelMessageWithSource,
    Response.DeferredMessageUpdate,
    Response.UpdateMessage,
  ],
};

const updates = new Set([Response.DeferredMessageUpdate, Response.UpdateMessage]);

const anyCallback = z.object({ type: z.enum(Response), data: z.unknown().optional() });
const messageData = messageFields.extend({ tts: z.boolean().nullish() });
const messageCallback = z.object({ data: messageData.nullish() });
const modalCallback = z.object({
  data: z.object({ custom_id: z.string(), title: z.string(), components: z.array(z.unknown()) }),
});
const choice = z.object({ name: z.string(), value: z.union([z.string(), z.number()]) });
const choicesCallback = z.object({ data: z.object({ choices: z.array(choice.nullable()).nullish() }) });

const unknownInteraction = () => new DiscordFault(404, RESTJSONErrorCodes.UnknownInteraction, 'Unknown interaction');

const findWaiting = ({ store, world }: InteractionHost, id: string, token: string): Interaction => {
  const interaction = store.byToken(token);
  if (interaction === undefined || interaction.id !== id) throw unknownInteraction();
  if (interaction.responded !== undefined) {
    const { InteractionHasAlreadyBeenAcknowledged: code } = RESTJSONErrorCodes;
    throw new DiscordFault(400, code, 'Interaction has already been acknowledged.');
  }
  if (interaction.expired || world.now() - interaction.createdAt > interactionLimits.answerMs)
    throw unknownInteraction();
  return interaction;
};

const requireFit = ({ type, sourceId }: Interaction, answer: Response) => {
  const possible = answersTo[type].filter((one) => sourceId !== undefined || !updates.has(one));
  if (possible.includes(answer)) return;
  const message = `Value must be one of {${possible.join(', ')}} for this interaction.`;
  throw invalidForm([{ path: ['type'], code: 'BASE_TYPE_CHOICES', message }]);
};

const withUtc = (body: unknown) => {
  const { type, data } = anyCallback.parse(body);
  return { type, data: inUtc(data ?? undefined) };
};

const sendMessage = (host: InteractionHost, interaction: Interaction, body: unknown, loading: boolean) => {
  const { data } = parseBody(CreateMessageInteractionCallbackRequestSchema, withUtc(body), messageCallback);
  const given = data ?? {};
  holdMessageToRules(given, 'data');
  const flags = (given.flags ?? 0) & MessageFlags.Ephemeral;
  const fields = loading ? { flags } : given;
  const message = interactionMessage({ ...host, interaction, fields, tts: given.tts ?? false, loading });
  interaction.originalId = message.id;
  interaction.loading = loading;
  host.shown.add(interaction.place, interaction.user.id, message);
  return message;
};

const sourceOf = ({ shown }: InteractionHost, { place, sourceId }: Interaction) => {
  const found = sourceId === undefined ? undefined : shown.find(place, sourceId);
  if (found === undefined) throw new DiscordFault(404, RESTJSONErrorCodes.UnknownMessage, 'Unknown Message');
  return found;
};

const updateMessage = (host: InteractionHost, interaction: Interaction, body: unknown) => {
  const { data } = parseBody(UpdateMessageInteractionCallbackRequestSchema, withUtc(body), messageCallback);
  const old = sourceOf(host, interaction);
  holdMessageToRules({ ...data, flags: (data?.flags ?? 0) | (old.flags ?? 0) }, 'data');
  const message = editedInteractionMessage({ ...host, interaction, old, fields: data ?? {} });
  host.shown.replace(interaction.place, message);
  interaction.originalId = message.id;
  return message;
};

const openModal = ({ store }: InteractionHost, interaction: Interaction, body: unknown) => {
  const { data: modal } = parseBody(ModalInteractionCallbackRequestSchema, body, modalCallback);
  const faults = modalFaults(modal.components);
  if (faults.length > 0) throw invalidForm(faults);
  store.modals.set(interaction.user.id, { modal, from: interaction });
  interaction.settle({ type: Response.Modal, modal });
};

const offerChoices = (interaction: Interaction, body: unknown) => {
  const { data } = parseBody(ApplicationCommandAutocompleteCallbackRequestSchema, body, choicesCallback);
  const choices = (data.choices ?? []).flatMap((one) => one ?? []);
  const isWrong = ({ value }: z.infer<typeof choice>) =>
    interaction.numeric ? typeof value !== 'number' : typeof value !== 'string' || value.length > 100;
  const faults = choices.flatMap((one, index) =>
    isWrong(one)
      ? [
          {
            path: ['data', 'choices', index, 'value'],
            code: 'BASE_TYPE_CHOICES',
            message: 'Value of the wrong type or length',
          },
        ]
      : [],
  );
  if (faults.length > 0) throw invalidForm(faults);
  interaction.settle({ type: Response.ApplicationCommandAutocompleteResult, choices });
};

/** Carries out what the application answered; gives the message that this made or changed. */
const carryOut = (host: InteractionHost, interaction: Interaction, body: unknown): APIMessage | undefined => {
  const { type } = anyCallback.parse(body);
  const { place } = interaction;
  const current = () => {
    const message = interaction.originalId === undefined ? undefined : host.shown.find(place, interaction.originalId);
    return { type, ...(message !== undefined && { message }) };
  };
  if (type === Response.ChannelMessageWithSource || type === Response.DeferredChannelMessageWithSource) {
    const loading = type === Response.DeferredChannelMessageWithSource;
    const message = sendMessage(host, interaction, body, loading);
    if (loading) interaction.settleLater(true, current);
    else interaction.settle({ type, message });
    return message;
  }
  if (type === Response.UpdateMessage) {
    const message = updateMessage(host, interaction, body);
    interaction.settle({ type, message });
    return message;
  }
  if (type === Response.DeferredMessageUpdate) {
    const source = sourceOf(host, interaction);
    interaction.originalId = source.id;
    interaction.settleLater(false, current);
    return source;
  }
  if (type === Response.Modal) openModal(host, interaction, body);
  else offerChoices(interaction, body);
  return undefined;
};

/**
 * The first answer to an interaction. Throws 10062 when it is unknown or older than 3 s, 40060 when it was answered before,
 * 50035 when the answer is wrong. Gives the interaction and the message, if there is one.
 */
export const answerInteraction = (
  host: InteractionHost,
  { id, token, body }: { id: string; token: string; body: unknown },
): { interaction: Interaction; type: Response; message: APIMessage | undefined } => {
  const interaction = findWaiting(host, id, token);
  const { type, data } = parseBody(anyCallback, body, anyCallback);
  requireFit(interaction, type);
  requireModelled(data);
  const message = carryOut(host, interaction, body);
  interaction.responded = type;
  return { interaction, type, message };
};
