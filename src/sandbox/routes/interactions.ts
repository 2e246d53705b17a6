import { InteractionResponseType, MessageFlags, type APIMessage } from 'discord-api-types/v10';
import { answerInteraction, type InteractionHost } from '../interaction-callback.ts';
import {
  answeredInteraction,
  deleteInteractionMessage,
  editInteractionMessage,
  followUp,
  messageOf,
} from '../interaction-follow-up.ts';
import { record } from '../record.ts';
import { param, type Route, type RouteAnswer, type RouteCall } from '../route.ts';

const hasFlag = (message: APIMessage | undefined, flag: MessageFlags) => ((message?.flags ?? 0) & flag) !== 0;

/** What only one person sees is no effect in the guild. */
const recordPublic = (call: RouteCall, effect: string, message: APIMessage) => {
  if (hasFlag(message, MessageFlags.Ephemeral)) return;
  const { id: messageId, channel_id: target, content } = message;
  record(call, { target, effect, messageId, content });
};

const callback = (host: InteractionHost, call: RouteCall): RouteAnswer => {
  const { interaction, type, message } = answerInteraction(host, {
    id: param(call, 'interaction_id'),
    token: param(call, 'interaction_token'),
    body: call.body,
  });
  const isNew =
    type === InteractionResponseType.ChannelMessageWithSource ||
    type === InteractionResponseType.DeferredChannelMessageWithSource;
  if (message !== undefined && type !== InteractionResponseType.DeferredMessageUpdate) {
    recordPublic(call, isNew ? 'message-created' : 'message-edited', message);
  }
  if (call.query.get('with_response') !== 'true') return { status: 204 };
  const shownId = message?.id;
  const { guild, channel } = interaction.place;
  return {
    status: 200,
    body: {
      interaction: {
        id: interaction.id,
        type: interaction.type,
        channel_id: channel.id,
        ...(guild !== undefined && { guild_id: guild.id }),
        ...(shownId !== undefined && {
          response_message_id: shownId,
          response_message_loading: hasFlag(message, MessageFlags.Loading),
          response_message_ephemeral: hasFlag(message, MessageFlags.Ephemeral),
        }),
      },
      ...(message !== undefined && { resource: { type, message } }),
    },
  };
};

/** Answers to interactions; the token in the path is the secret: https://docs.discord.com/developers/interactions/receiving-and-responding */
export const interactionRoutes = (host: InteractionHost): Route[] => {
  const answered = (call: RouteCall) =>
    answeredInteraction(host, { applicationId: param(call, 'webhook_id'), token: param(call, 'webhook_token') });
  const messages = '/webhooks/{webhook_id}/{webhook_token}/messages/{message_id}';
  return [
    {
      method: 'POST',
      path: '/interactions/{interaction_id}/{interaction_token}/callback',
      auth: 'none',
      handle: (call) => callback(host, call),
    },
    {
      method: 'POST',
      path: '/webhooks/{webhook_id}/{webhook_token}',
      auth: 'none',
      handle(call) {
        const message = followUp(host, { interaction: answered(call), body: call.body });
        recordPublic(call, 'message-created', message);
        return { status: 200, body: message };
      },
    },
    {
      method: 'GET',
      path: messages,
      auth: 'none',
      handle: (call) => ({ status: 200, body: messageOf(host, answered(call), param(call, 'message_id')) }),
    },
    {
      method: 'PATCH',
      path: messages,
      auth: 'none',
      handle(call) {
        const id = param(call, 'message_id');
        const message = editInteractionMessage(host, { interaction: answered(call), id, body: call.body });
        recordPublic(call, 'message-edited', message);
        return { status: 200, body: message };
      },
    },
    {
      method: 'DELETE',
      path: messages,
      auth: 'none',
      handle(call) {
        deleteInteractionMessage(host, answered(call), param(call, 'message_id'));
        return { status: 204 };
      },
    },
  ];
};
