import { GatewayDispatchEvents, RESTJSONErrorCodes, type APIMessage } from 'discord-api-types/v10';
import { botMay, requireHere, visiblePlace } from '../access.ts';
import { findMessage, messagesIn, replaceMessage } from '../messages.ts';
import { record } from '../record.ts';
import { DiscordFault, param, type Route, type RouteAnswer, type RouteCall } from '../route.ts';
import type { World } from '../world.ts';

/** https://docs.discord.com/developers/topics/opcodes-and-status-codes#json */
const maxPins = 250;

/** Latest pin first. */
const pinsIn = (world: World, channelId: string): { pinnedAt: number; message: APIMessage }[] =>
  messagesIn(world, channelId)
    .filter(({ pinned }) => pinned)
    .map((message) => ({ pinnedAt: world.pins.get(message.id) ?? Date.parse(message.timestamp), message }))
    .toSorted((a, b) => b.pinnedAt - a.pinnedAt);

const listPins = (call: RouteCall): RouteAnswer => {
  const { world } = call;
  const place = visiblePlace(world, param(call, 'channel_id'));
  if (!botMay(world, place, 'ReadMessageHistory')) return { status: 200, body: { items: [], has_more: false } };
  const items = pinsIn(world, place.channel.id).map(({ pinnedAt, message }) => ({
    pinned_at: new Date(pinnedAt).toISOString(),
    message,
  }));
  return { status: 200, body: { items, has_more: false } };
};

const setPinned =
  (pinned: boolean) =>
  (call: RouteCall): RouteAnswer => {
    const { world } = call;
    const place = visiblePlace(world, param(call, 'channel_id'));
    requireHere(world, place, 'PinMessages', 'ReadMessageHistory');
    const message = findMessage(world, place.channel.id, param(call, 'message_id'));
    if (message.pinned === pinned) return { status: 204 };
    if (pinned && pinsIn(world, place.channel.id).length >= maxPins) {
      const { MaximumNumberOfPinsReachedForTheChannel: code } = RESTJSONErrorCodes;
      throw new DiscordFault(400, code, `Maximum number of pins reached (${maxPins})`);
    }
    if (pinned) world.pins.set(message.id, world.now());
    else world.pins.delete(message.id);
    replaceMessage(world, place, { ...message, pinned });
    const guildId = place.guild?.id;
    const data = { channel_id: place.channel.id, ...(guildId !== undefined && { guild_id: guildId }) };
    world.dispatch({ type: GatewayDispatchEvents.ChannelPinsUpdate, data, guildId });
    const effect = pinned ? 'message-pinned' : 'message-unpinned';
    record(call, { target: place.channel.id, effect, messageId: message.id });
    return { status: 204 };
  };

const one = '/channels/{channel_id}/messages/pins/{message_id}';

/** Pinned messages: https://docs.discord.com/developers/resources/message#get-channel-pins */
export const pinRoutes: Route[] = [
  { method: 'GET', path: '/channels/{channel_id}/messages/pins', handle: listPins },
  { method: 'PUT', path: one, handle: setPinned(true) },
  { method: 'DELETE', path: one, handle: setPinned(false) },
];
