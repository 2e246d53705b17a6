import {
  ChannelType,
  GatewayDispatchEvents,
  type APIMessage,
  type APIMessageTopLevelComponent,
} from 'discord-api-types/v10';
import type { Snowflake } from '../domain/snowflake.ts';
import { unknownMessage, type Place } from './access.ts';
import type { World } from './world.ts';

/** The messages of a channel, oldest first; the array itself, so that it can be changed. */
export const messagesIn = (world: World, channelId: Snowflake): APIMessage[] => {
  const known = world.messages.get(channelId);
  if (known !== undefined) return known;
  const none: APIMessage[] = [];
  world.messages.set(channelId, none);
  return none;
};

/** One message; throws 10008. */
export const findMessage = (world: World, channelId: Snowflake, id: Snowflake): APIMessage => {
  const found = messagesIn(world, channelId).find((message) => message.id === id);
  if (found === undefined) throw unknownMessage();
  return found;
};

/** A message as the gateway tells of it: with the guild and the author's membership, or the kind of channel in a direct message. */
const asEvent = ({ guild }: Place, message: APIMessage) => {
  if (guild === undefined) return { ...message, channel_type: ChannelType.DM };
  const member = guild.members.get(message.author.id);
  if (member === undefined) return { ...message, guild_id: guild.id };
  const { user: _, ...membership } = member;
  return { ...message, guild_id: guild.id, member: membership };
};

/** Puts a new message into its channel and tells of it. `nonce` goes with the event and is kept nowhere. */
export const addMessage = (world: World, place: Place, message: APIMessage, nonce?: string | number): void => {
  const { channel, guild } = place;
  messagesIn(world, channel.id).push(message);
  if ('last_message_id' in channel) channel.last_message_id = message.id;
  if ('message_count' in channel) channel.message_count = (channel.message_count ?? 0) + 1;
  const data = { ...asEvent(place, message), ...(nonce !== undefined && { nonce }) };
  world.dispatch({ type: GatewayDispatchEvents.MessageCreate, data, guildId: guild?.id });
};

/** Puts `message` in the place of the one with its id, and tells of it. */
export const replaceMessage = (world: World, place: Place, message: APIMessage): void => {
  const all = messagesIn(world, place.channel.id);
  const index = all.findIndex(({ id }) => id === message.id);
  if (index === -1) throw unknownMessage();
  all[index] = message;
  const data = asEvent(place, message);
  world.dispatch({ type: GatewayDispatchEvents.MessageUpdate, data, guildId: place.guild?.id });
};

/** Takes messages away and tells of it, at once when there are several. Unknown ids are passed over. Gives the ids taken. */
export const removeMessages = (world: World, { channel, guild }: Place, ids: Snowflake[]): Snowflake[] => {
  const all = messagesIn(world, channel.id);
  const gone = all.filter(({ id }) => ids.includes(id)).map(({ id }) => id);
  world.messages.set(
    channel.id,
    all.filter(({ id }) => !gone.includes(id)),
  );
  const where = { channel_id: channel.id, ...(guild !== undefined && { guild_id: guild.id }) };
  const [id, ...more] = gone;
  if (id === undefined) return gone;
  const { MessageDelete, MessageDeleteBulk } = GatewayDispatchEvents;
  if (more.length === 0) world.dispatch({ type: MessageDelete, data: { id, ...where }, guildId: guild?.id });
  else world.dispatch({ type: MessageDeleteBulk, data: { ids: gone, ...where }, guildId: guild?.id });
  return gone;
};

const isComponent = (value: object): value is { type: number; id?: number } =>
  'type' in value && typeof value.type === 'number';

/** Numbers the components that carry no `id`, in order, as Discord does. */
export const withComponentIds = (components: APIMessageTopLevelComponent[]): APIMessageTopLevelComponent[] => {
  const copy = structuredClone(components);
  let last = 0;
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null) return;
    if (!Array.isArray(value) && isComponent(value)) {
      last += 1;
      value.id ??= last;
    }
    Object.values(value).forEach(visit);
  };
  visit(copy);
  return copy;
};
