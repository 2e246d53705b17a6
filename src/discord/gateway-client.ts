import { Client, GatewayIntentBits, Options } from 'discord.js';
import type { IShardingStrategy, WebSocketManager } from '@discordjs/ws';
import type { RESTOptions } from '@discordjs/rest';

type OfBot = { id: string; client: Client<true> };
const isBot = ({ id, client }: OfBot) => id === client.user.id;

/** A discord.js client with the least intents, nothing kept that is not needed, and nobody pinged by default. */
export const createClient = ({
  apiUrl,
  makeRequest,
  buildStrategy,
}: {
  apiUrl: string;
  makeRequest: RESTOptions['makeRequest'];
  buildStrategy: (manager: WebSocketManager) => IShardingStrategy;
}): Client =>
  new Client({
    intents: [GatewayIntentBits.Guilds],
    shards: 'auto',
    allowedMentions: { parse: [], repliedUser: false },
    failIfNotExists: false,
    makeCache: Options.cacheWithLimits({
      ...Options.DefaultMakeCacheSettings,
      AutoModerationRuleManager: 0,
      BaseGuildEmojiManager: 0,
      GuildBanManager: 0,
      GuildEmojiManager: 0,
      GuildInviteManager: 0,
      GuildMemberManager: { maxSize: 0, keepOverLimit: isBot },
      GuildScheduledEventManager: 0,
      GuildStickerManager: 0,
      MessageManager: 0,
      PresenceManager: 0,
      ReactionManager: 0,
      StageInstanceManager: 0,
      ThreadMemberManager: 0,
      UserManager: { maxSize: 0, keepOverLimit: isBot },
      VoiceStateManager: 0,
    }),
    // Waiting is never right here: an interaction must be answered within 3 seconds.
    rest: { api: apiUrl, retries: 0, timeout: 2_147_483_647, rejectOnRateLimit: () => true, makeRequest },
    ws: { buildStrategy },
  });
