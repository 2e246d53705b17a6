import { MessageEditRequestPartialSchema } from 'discord-api-spec/zod';
import { GatewayIntentBits, RESTJSONErrorCodes, type APIMessage } from 'discord-api-types/v10';
import { z } from 'zod';
import { botMay, requireHere, visiblePlace, type Place } from '../access.ts';
import { madeAt } from '../create-world.ts';
import { editedMessage } from '../build-message.ts';
import { pinged } from '../mentions.ts';
import { messageFields } from '../message-fields.ts';
import { holdToRules, inUtc, requireSomething } from '../message-rules.ts';
import { findMessage, messagesIn, removeMessages, replaceMessage } from '../messages.ts';
import { invalidForm, parseBody } from '../parse-body.ts';
import { parseQuery } from '../parse-query.ts';
import { record } from '../record.ts';
import { DiscordFault, param, type Route, type RouteAnswer, type RouteCall } from '../route.ts';
import type { World } from '../world.ts';
import { createMessage } from './create-message.ts';

/** Without the Message Content intent a bot reads its own messages, direct ones, and those that mention it. */
const asSeen = (world: World, { dm }: Place, message: APIMessage): APIMessage => {
  const isOpen =
    (world.privileged & GatewayIntentBits.MessageContent) !== 0 ||
    dm !== undefined ||
    message.author.id === world.bot.id ||
    message.mentions.some(({ id }) => id === world.bot.id);
  return isOpen ? message : { ...message, content: '', embeds: [], attachments: [], components: [] };
};

const page = z.object({
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.string().optional(),
  after: z.string().optional(),
  around: z.string().optional(),
});

const pick = (all: APIMessage[], { limit, before, after, around }: z.infer<typeof page>) => {
  if (around !== undefined) {
    const index = all.findIndex(({ id }) => BigInt(id) >= BigInt(around));
    return all.slice(Math.max(0, index - Math.floor(limit / 2))).slice(0, limit);
  }
  if (after !== undefined) return all.filter(({ id }) => BigInt(id) > BigInt(after)).slice(0, limit);
  const older = before === undefined ? all : all.filter(({ id }) => BigInt(id) < BigInt(before));
  return older.slice(-limit);
};

const listMessages = (call: RouteCall): RouteAnswer => {
  const { world } = call;
  const place = visiblePlace(world, param(call, 'channel_id'));
  const query = parseQuery(page, call.query);
  if (!botMay(world, place, 'ReadMessageHistory')) return { status: 200, body: [] };
  const found = pick(messagesIn(world, place.channel.id), query);
  return { status: 200, body: found.toReversed().map((message) => asSeen(world, place, message)) };
};

const getMessage = (call: RouteCall): RouteAnswer => {
  const { world } = call;
  const place = visiblePlace(world, param(call, 'channel_id'));
  requireHere(world, place, 'ReadMessageHistory');
  const message = findMessage(world, place.channel.id, param(call, 'message_id'));
  return { status: 200, body: asSeen(world, place, message) };
};

const editMessage = (call: RouteCall): RouteAnswer => {
  const { world } = call;
  const place = visiblePlace(world, param(call, 'channel_id'));
  const fields = parseBody(MessageEditRequestPartialSchema, inUtc(call.body), messageFields);
  holdToRules(fields);
  const old = findMessage(world, place.channel.id, param(call, 'message_id'));
  if (old.author.id !== world.bot.id) {
    const { CannotEditMessageAuthoredByAnotherUser: code } = RESTJSONErrorCodes;
    throw new DiscordFault(403, code, 'Cannot edit a message authored by another user');
  }
  const { message, mentions } = editedMessage({ world, place, old, fields });
  requireSomething({ content: message.content, embeds: message.embeds, components: message.components ?? [] });
  replaceMessage(world, place, message);
  const { id: messageId, content } = message;
  const told = mentions === undefined ? {} : pinged(mentions);
  record(call, { target: place.channel.id, effect: 'message-edited', messageId, content, ...told });
  return { status: 200, body: message };
};

const deleteMessage = (call: RouteCall): RouteAnswer => {
  const { world } = call;
  const place = visiblePlace(world, param(call, 'channel_id'));
  const { id: messageId, author } = findMessage(world, place.channel.id, param(call, 'message_id'));
  if (author.id !== world.bot.id) {
    if (place.guild === undefined) {
      const { CannotExecuteActionOnDMChannel: code } = RESTJSONErrorCodes;
      throw new DiscordFault(403, code, 'Cannot execute action on a DM channel');
    }
    requireHere(world, place, 'ManageMessages');
  }
  removeMessages(world, place, [messageId]);
  record(call, { target: place.channel.id, effect: 'message-deleted', messageId });
  return { status: 204 };
};

/** Bulk delete takes nothing older: https://docs.discord.com/developers/resources/message#bulk-delete-messages */
const oldestForBulkMs = 14 * 86_400_000;

const bulk = z.object({ messages: z.array(z.string().regex(/^\d+$/)).max(100) });

const bulkDelete = (call: RouteCall): RouteAnswer => {
  const { world } = call;
  const place = visiblePlace(world, param(call, 'channel_id'));
  const { messages } = parseBody(bulk, call.body, bulk);
  if (place.guild === undefined) {
    const { CannotExecuteActionOnDMChannel: code } = RESTJSONErrorCodes;
    throw new DiscordFault(403, code, 'Cannot execute action on a DM channel');
  }
  requireHere(world, place, 'ManageMessages');
  if (messages.length < 2) {
    const { ProvidedTooFewOrTooManyMessagesToDelete: code } = RESTJSONErrorCodes;
    throw new DiscordFault(400, code, 'Provided too few or too many messages to delete');
  }
  if (new Set(messages).size < messages.length) {
    const message = 'The set already contains this value';
    throw invalidForm([{ path: ['messages'], code: 'SET_TYPE_ALREADY_CONTAINS_VALUE', message }]);
  }
  const oldest = world.now() - oldestForBulkMs;
  if (messages.some((id) => madeAt(id) < oldest)) {
    const { OneOfTheMessagesProvidedWasTooOldForBulkDelete: code } = RESTJSONErrorCodes;
    throw new DiscordFault(400, code, 'You can only bulk delete messages that are under 14 days old.');
  }
  for (const messageId of removeMessages(world, place, messages)) {
    record(call, { target: place.channel.id, effect: 'message-deleted', messageId });
  }
  return { status: 204 };
};

const one = '/channels/{channel_id}/messages/{message_id}';

/** Messages: https://docs.discord.com/developers/resources/message */
export const messageRoutes: Route[] = [
  { method: 'GET', path: '/channels/{channel_id}/messages', handle: listMessages },
  { method: 'POST', path: '/channels/{channel_id}/messages', handle: createMessage },
  { method: 'POST', path: '/channels/{channel_id}/messages/bulk-delete', handle: bulkDelete },
  { method: 'GET', path: one, handle: getMessage },
  { method: 'PATCH', path: one, handle: editMessage },
  { method: 'DELETE', path: one, handle: deleteMessage },
];
