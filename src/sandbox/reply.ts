import { RESTJSONErrorCodes, type APIMessage } from 'discord-api-types/v10';
import type { z } from 'zod';
import { botMay, type Place } from './access.ts';
import type { newMessageFields } from './message-fields.ts';
import { messagesIn } from './messages.ts';
import { invalidForm } from './parse-body.ts';
import { DiscordFault } from './route.ts';
import type { World } from './world.ts';

type Reference = z.infer<typeof newMessageFields>['message_reference'];

/**
 * The message that a new one answers. Throws 50035 when it is not in this channel, unless `fail_if_not_exists` is false,
 * and 160002 when the bot may not read the channel's history.
 */
export const findReplied = (world: World, place: Place, reference: Reference): APIMessage | undefined => {
  if (reference === undefined || reference === null) return undefined;
  if (!botMay(world, place, 'ReadMessageHistory')) {
    const { CannotReplyWithoutPermissionToReadMessageHistory: code } = RESTJSONErrorCodes;
    throw new DiscordFault(403, code, 'Cannot reply without permission to read message history');
  }
  const { channel, guild } = place;
  const isElsewhere =
    (reference.channel_id && reference.channel_id !== channel.id) ||
    (reference.guild_id && reference.guild_id !== guild?.id);
  const found = isElsewhere ? undefined : messagesIn(world, channel.id).find(({ id }) => id === reference.message_id);
  if (found !== undefined || reference.fail_if_not_exists === false) return found;
  const path = ['message_reference'];
  throw invalidForm([{ path, code: 'MESSAGE_REFERENCE_UNKNOWN_MESSAGE', message: 'Unknown message' }]);
};
