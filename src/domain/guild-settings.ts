import { z } from 'zod';
import { snowflake } from './snowflake.ts';

/**
 * What an admin set for a guild with `/settings`, under the guild's own id: where failures are reported and in which
 * language (`de`), and which role may manage beside Manage Server.
 */
export const guildSettings = z.strictObject({
  id: snowflake,
  guildId: snowflake,
  logChannelId: snowflake.optional(),
  locale: z.string().max(10).optional(),
  managerRoleId: snowflake.optional(),
});

/** What an admin set for a guild. */
export type GuildSettings = z.infer<typeof guildSettings>;
