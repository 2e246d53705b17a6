import { MessageCreateRequestSchema } from 'discord-api-spec/zod';
import { ChannelType, RESTJSONErrorCodes } from 'discord-api-types/v10';
import type { z } from 'zod';
import type { Snowflake } from '../../domain/snowflake.ts';
import { isThread, requireHere, unknownMessage, visiblePlace, type Place } from '../access.ts';
import { buildMessage } from '../build-message.ts';
import { pinged } from '../mentions.ts';
import { newMessageFields } from '../message-fields.ts';
import { holdToRules, inUtc, requireSomething } from '../message-rules.ts';
import { addMessage, messagesIn } from '../messages.ts';
import { parseBody } from '../parse-body.ts';
import { record } from '../record.ts';
import { findReplied } from '../reply.ts';
import { DiscordFault, param, type RouteAnswer, type RouteCall } from '../route.ts';
import { wakeThread } from '../threads.ts';
import type { World } from '../world.ts';

type Fields = z.infer<typeof newMessageFields>;

/** Discord says "the past few minutes": https://docs.discord.com/developers/resources/message#create-message */
const nonceWindowMs = 300_000;

const withoutText = new Set([ChannelType.GuildCategory, ChannelType.GuildForum, ChannelType.GuildMedia]);

const requireOpenDm = (world: World, recipientId: Snowflake, closed: boolean) => {
  const isMutual = [...world.guilds.values()].some(
    ({ members }) => members.has(world.bot.id) && members.has(recipientId),
  );
  if (!isMutual) {
    const { CannotSendMessagesToThisUserDueToHavingNoMutualGuilds: code } = RESTJSONErrorCodes;
    throw new DiscordFault(403, code, 'Cannot send messages to this user due to having no mutual guilds');
  }
  if (closed) {
    const { CannotSendMessagesToThisUser: code } = RESTJSONErrorCodes;
    throw new DiscordFault(403, code, 'Cannot send messages to this user');
  }
};

const requireToSend = (world: World, place: Place, { embeds, tts }: Fields) => {
  const { channel, dm } = place;
  if (dm !== undefined) requireOpenDm(world, dm.recipientId, dm.closed);
  if (withoutText.has(channel.type)) {
    const { CannotSendMessagesInNonTextChannel: code } = RESTJSONErrorCodes;
    throw new DiscordFault(400, code, 'Cannot send messages in a non-text channel');
  }
  requireHere(world, place, isThread(channel) ? 'SendMessagesInThreads' : 'SendMessages');
  if (embeds?.length) requireHere(world, place, 'EmbedLinks');
  if (tts === true) requireHere(world, place, 'SendTTSMessages');
};

/** The message that this nonce made a few minutes ago; throws 10008 when it is gone since. */
const findEarlier = (world: World, channelId: Snowflake, key: string) => {
  const known = world.nonces.get(key);
  if (known === undefined || known.at + nonceWindowMs <= world.now()) return undefined;
  const message = messagesIn(world, channelId).find(({ id }) => id === known.messageId);
  if (message === undefined) throw unknownMessage();
  return message;
};

/** Also forgets the nonces whose time is over; they are in the order of their age. */
const keepNonce = (world: World, key: string, messageId: Snowflake) => {
  for (const [old, { at }] of world.nonces) {
    if (at + nonceWindowMs > world.now()) break;
    world.nonces.delete(old);
  }
  world.nonces.delete(key);
  world.nonces.set(key, { messageId, at: world.now() });
};

const unmodelled = new Set(['sticker_ids', 'poll', 'attachments', 'shared_client_theme']);

const requireModelled = ({ body }: RouteCall) => {
  if (typeof body !== 'object' || body === null) return;
  const found = Object.entries(body).find(([name, value]) => {
    const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    return unmodelled.has(name) && !isEmpty;
  });
  if (found === undefined) return;
  throw new DiscordFault(501, 0, `The sandbox does not model ${found[0]}`);
};

/** Create Message: https://docs.discord.com/developers/resources/message#create-message */
export const createMessage = (call: RouteCall): RouteAnswer => {
  const { world } = call;
  const channelId = param(call, 'channel_id');
  const place = visiblePlace(world, channelId);
  const fields = parseBody(MessageCreateRequestSchema, inUtc(call.body), newMessageFields);
  requireModelled(call);
  holdToRules(fields);
  requireToSend(world, place, fields);
  const repliesTo = findReplied(world, place, fields.message_reference);

  const nonce = fields.nonce ?? undefined;
  const nonceKey = `${channelId}:${world.bot.id}:${nonce}`;
  const withNonce = nonce !== undefined && { nonce };
  if (fields.enforce_nonce === true && nonce !== undefined) {
    const earlier = findEarlier(world, channelId, nonceKey);
    if (earlier !== undefined) return { status: 200, body: { ...earlier, ...withNonce } };
  }

  const tts = fields.tts ?? false;
  const { message, mentions } = buildMessage({ world, place, author: world.bot, fields, tts, repliesTo });
  requireSomething({ content: message.content, embeds: message.embeds, components: message.components ?? [] });
  wakeThread(world, place);
  if (nonce !== undefined) keepNonce(world, nonceKey, message.id);
  addMessage(world, place, message, nonce);
  const { id: messageId, content } = message;
  const sent = { target: channelId, effect: 'message-created', messageId, content, ...pinged(mentions) };
  record(call, nonce === undefined ? sent : { ...sent, nonce: String(nonce) });
  return { status: 200, body: { ...message, ...withNonce } };
};
