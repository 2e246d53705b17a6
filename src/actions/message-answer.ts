import { z } from 'zod';
import { snowflake, type Snowflake } from '../domain/snowflake.ts';
import { AppError } from '../errors.ts';

const message = z.object({ id: snowflake, channel_id: snowflake });

/** What a delivery tells of a message: its ids and where it is to be seen. */
export type MessageResult = { message_id: Snowflake; channel_id: Snowflake; url: string };

/**
 * The result of an action from the message that Discord answered with; `guildId` is left out in direct messages.
 * @throws AppError `discord-unavailable` when the answer is no message; with a nonce, asking again is safe.
 */
export const messageResult = (answer: unknown, guildId?: Snowflake): MessageResult => {
  const parsed = message.safeParse(answer);
  if (!parsed.success) {
    throw new AppError('discord-unavailable', 'Discord answered with something else than the message.', {
      cause: parsed.error,
      effectUnknown: true,
    });
  }
  const { id, channel_id } = parsed.data;
  return { message_id: id, channel_id, url: `https://discord.com/channels/${guildId ?? '@me'}/${channel_id}/${id}` };
};
