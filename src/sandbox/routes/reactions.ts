import { GatewayDispatchEvents, RESTJSONErrorCodes, type APIReaction } from 'discord-api-types/v10';
import { requireHere, visiblePlace } from '../access.ts';
import { findMessage } from '../messages.ts';
import { record } from '../record.ts';
import { DiscordFault, param, type Route, type RouteAnswer, type RouteCall } from '../route.ts';

/** One of Unicode's emoji, or `name:id` of a guild's own. */
const readEmoji = (text: string) => {
  const [, name, id] = /^(\w{2,32}):(\d{17,20})$/.exec(text) ?? [];
  if (name !== undefined && id !== undefined) return { id, name };
  if (/^\p{RGI_Emoji}$/v.test(text)) return { id: null, name: text };
  throw new DiscordFault(400, RESTJSONErrorCodes.UnknownEmoji, 'Unknown Emoji');
};

const newReaction = (emoji: APIReaction['emoji']): APIReaction => ({
  emoji,
  count: 0,
  count_details: { burst: 0, normal: 0 },
  burst_colors: [],
  me_burst: false,
  me: false,
});

const react =
  (isAdded: boolean) =>
  (call: RouteCall): RouteAnswer => {
    const { world } = call;
    const place = visiblePlace(world, param(call, 'channel_id'));
    requireHere(world, place, 'ReadMessageHistory');
    const message = findMessage(world, place.channel.id, param(call, 'message_id'));
    const emoji = readEmoji(param(call, 'emoji_name'));
    const all = message.reactions ?? [];
    const known = all.find((reaction) => reaction.emoji.name === emoji.name && reaction.emoji.id === emoji.id);
    if (isAdded && known === undefined) requireHere(world, place, 'AddReactions');
    if (!isAdded && known === undefined) return { status: 204 };
    const old = known ?? newReaction(emoji);
    if (old.me === isAdded) return { status: 204 };
    const count = old.count + (isAdded ? 1 : -1);
    const changed = { ...old, count, count_details: { burst: 0, normal: count }, me: isAdded };
    const others = all.filter((reaction) => reaction !== known);
    const reactions = count > 0 ? [...others, changed] : others;
    if (reactions.length > 0) message.reactions = reactions;
    else delete message.reactions;
    const guildId = place.guild?.id;
    const data = {
      user_id: world.bot.id,
      channel_id: place.channel.id,
      message_id: message.id,
      emoji,
      burst: false,
      type: 0,
      ...(guildId !== undefined && { guild_id: guildId }),
      ...(isAdded && guildId !== undefined && { member: place.guild?.members.get(world.bot.id) }),
      ...(isAdded && { message_author_id: message.author.id }),
    };
    const { MessageReactionAdd, MessageReactionRemove } = GatewayDispatchEvents;
    world.dispatch({ type: isAdded ? MessageReactionAdd : MessageReactionRemove, data, guildId });
    const effect = isAdded ? 'reaction-added' : 'reaction-removed';
    record(call, { target: place.channel.id, effect, messageId: message.id, content: emoji.name });
    return { status: 204 };
  };

const mine = '/channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me';

/** The bot's own reactions: https://docs.discord.com/developers/resources/message#create-reaction */
export const reactionRoutes: Route[] = [
  { method: 'PUT', path: mine, handle: react(true) },
  { method: 'DELETE', path: mine, handle: react(false) },
];
