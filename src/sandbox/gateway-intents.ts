import { GatewayDispatchEvents as Event, GatewayIntentBits as Intent, type APIMessage } from 'discord-api-types/v10';
import type { Snowflake } from '../domain/snowflake.ts';
import type { WorldEvent } from './world.ts';

/** Intents that the application's owner must switch on first: https://docs.discord.com/developers/events/gateway#privileged-intents */
export const privilegedIntents = Intent.GuildPresences | Intent.GuildMembers | Intent.MessageContent;

const knownIntents = Object.values(Intent)
  .filter((bit) => typeof bit === 'number')
  .reduce((all, bit) => all | bit, 0);

/** Whether `intents` has only bits that Discord knows. */
export const areValidIntents = (intents: number): boolean =>
  Number.isSafeInteger(intents) && intents >= 0 && intents <= 0x7fffffff && (intents & ~knownIntents) === 0;

/** The intent that an event inside a guild belongs to: https://docs.discord.com/developers/events/gateway#list-of-intents */
const guildEvents: Record<string, number> = {
  [Event.GuildCreate]: Intent.Guilds,
  [Event.GuildUpdate]: Intent.Guilds,
  [Event.GuildDelete]: Intent.Guilds,
  [Event.GuildRoleCreate]: Intent.Guilds,
  [Event.GuildRoleUpdate]: Intent.Guilds,
  [Event.GuildRoleDelete]: Intent.Guilds,
  [Event.ChannelCreate]: Intent.Guilds,
  [Event.ChannelUpdate]: Intent.Guilds,
  [Event.ChannelDelete]: Intent.Guilds,
  [Event.ChannelPinsUpdate]: Intent.Guilds,
  [Event.ThreadCreate]: Intent.Guilds,
  [Event.ThreadUpdate]: Intent.Guilds,
  [Event.ThreadDelete]: Intent.Guilds,
  [Event.ThreadListSync]: Intent.Guilds,
  [Event.ThreadMemberUpdate]: Intent.Guilds,
  [Event.ThreadMembersUpdate]: Intent.Guilds | Intent.GuildMembers,
  [Event.StageInstanceCreate]: Intent.Guilds,
  [Event.StageInstanceUpdate]: Intent.Guilds,
  [Event.StageInstanceDelete]: Intent.Guilds,
  [Event.GuildMemberAdd]: Intent.GuildMembers,
  [Event.GuildMemberUpdate]: Intent.GuildMembers,
  [Event.GuildMemberRemove]: Intent.GuildMembers,
  [Event.GuildAuditLogEntryCreate]: Intent.GuildModeration,
  [Event.GuildBanAdd]: Intent.GuildModeration,
  [Event.GuildBanRemove]: Intent.GuildModeration,
  [Event.GuildEmojisUpdate]: Intent.GuildExpressions,
  [Event.GuildStickersUpdate]: Intent.GuildExpressions,
  [Event.GuildIntegrationsUpdate]: Intent.GuildIntegrations,
  [Event.WebhooksUpdate]: Intent.GuildWebhooks,
  [Event.InviteCreate]: Intent.GuildInvites,
  [Event.InviteDelete]: Intent.GuildInvites,
  [Event.VoiceStateUpdate]: Intent.GuildVoiceStates,
  [Event.PresenceUpdate]: Intent.GuildPresences,
  [Event.MessageCreate]: Intent.GuildMessages,
  [Event.MessageUpdate]: Intent.GuildMessages,
  [Event.MessageDelete]: Intent.GuildMessages,
  [Event.MessageDeleteBulk]: Intent.GuildMessages,
  [Event.MessageReactionAdd]: Intent.GuildMessageReactions,
  [Event.MessageReactionRemove]: Intent.GuildMessageReactions,
  [Event.MessageReactionRemoveAll]: Intent.GuildMessageReactions,
  [Event.MessageReactionRemoveEmoji]: Intent.GuildMessageReactions,
  [Event.TypingStart]: Intent.GuildMessageTyping,
  [Event.GuildScheduledEventCreate]: Intent.GuildScheduledEvents,
  [Event.GuildScheduledEventUpdate]: Intent.GuildScheduledEvents,
  [Event.GuildScheduledEventDelete]: Intent.GuildScheduledEvents,
  [Event.MessagePollVoteAdd]: Intent.GuildMessagePolls,
  [Event.MessagePollVoteRemove]: Intent.GuildMessagePolls,
};

const directEvents: Record<string, number> = {
  [Event.ChannelPinsUpdate]: Intent.DirectMessages,
  [Event.MessageCreate]: Intent.DirectMessages,
  [Event.MessageUpdate]: Intent.DirectMessages,
  [Event.MessageDelete]: Intent.DirectMessages,
  [Event.MessageReactionAdd]: Intent.DirectMessageReactions,
  [Event.MessageReactionRemove]: Intent.DirectMessageReactions,
  [Event.MessageReactionRemoveAll]: Intent.DirectMessageReactions,
  [Event.MessageReactionRemoveEmoji]: Intent.DirectMessageReactions,
  [Event.TypingStart]: Intent.DirectMessageTyping,
  [Event.MessagePollVoteAdd]: Intent.DirectMessagePolls,
  [Event.MessagePollVoteRemove]: Intent.DirectMessagePolls,
};

const memberUpdate: string = Event.GuildMemberUpdate;
const withText = new Set<string>([Event.MessageCreate, Event.MessageUpdate]);

const isAboutUser = (data: unknown, userId: Snowflake): boolean =>
  typeof data === 'object' &&
  data !== null &&
  'user' in data &&
  typeof data.user === 'object' &&
  data.user !== null &&
  'id' in data.user &&
  data.user.id === userId;

/** Whether a session with these intents is told of the event. A bot always hears of changes to its own member. */
export const isWanted = (event: WorldEvent, intents: number, botId: Snowflake): boolean => {
  if (event.type === memberUpdate && isAboutUser(event.data, botId)) return true;
  const needed = (event.guildId === undefined ? directEvents : guildEvents)[event.type];
  return needed === undefined || (intents & needed) !== 0;
};

const inChannels = new Set<string>([
  Event.MessageCreate,
  Event.MessageUpdate,
  Event.MessageDelete,
  Event.MessageDeleteBulk,
  Event.MessageReactionAdd,
  Event.MessageReactionRemove,
  Event.MessageReactionRemoveAll,
  Event.MessageReactionRemoveEmoji,
  Event.MessagePollVoteAdd,
  Event.MessagePollVoteRemove,
  Event.TypingStart,
]);

/** The channel that a session must see to be told of the event, for what happens to messages. */
export const channelOf = ({ type, data }: WorldEvent): Snowflake | undefined =>
  inChannels.has(type) &&
  typeof data === 'object' &&
  data !== null &&
  'channel_id' in data &&
  typeof data.channel_id === 'string'
    ? data.channel_id
    : undefined;

const isMessage = (data: unknown): data is APIMessage =>
  typeof data === 'object' && data !== null && 'content' in data && 'author' in data;

/**
 * The event as a session without MESSAGE_CONTENT sees it: what people wrote arrives empty, except in direct messages,
 * the bot's own, and where the bot is mentioned.
 */
export const withoutContent = (event: WorldEvent, botId: Snowflake): WorldEvent => {
  const { data, guildId } = event;
  if (!withText.has(event.type)) return event;
  if (guildId === undefined || !isMessage(data)) return event;
  return { ...event, data: emptied(data, botId) };
};

const emptied = (message: APIMessage, botId: Snowflake): APIMessage => {
  if (message.author.id === botId || message.mentions.some(({ id }) => id === botId)) return message;
  const { poll: _, referenced_message: referenced, ...rest } = message;
  return {
    ...rest,
    content: '',
    embeds: [],
    attachments: [],
    ...(message.components && { components: [] }),
    ...(referenced !== undefined && { referenced_message: referenced && emptied(referenced, botId) }),
  };
};
