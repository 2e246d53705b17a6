import { CreatePrivateChannelRequestSchema } from 'discord-api-spec/zod';
import { ChannelType, Locale, RESTJSONErrorCodes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Snowflake } from '../../domain/snowflake.ts';
import { parseBody } from '../parse-body.ts';
import { DiscordFault, param, type Route, type RouteCall } from '../route.ts';
import type { World } from '../world.ts';

const findUser = (world: World, id: Snowflake) => {
  const user = world.users.get(id);
  if (user === undefined) throw new DiscordFault(404, RESTJSONErrorCodes.UnknownUser, 'Unknown User');
  return user;
};

const openDm = ({ world, body, method, path }: RouteCall) => {
  const { recipient_id } = parseBody(CreatePrivateChannelRequestSchema, body, z.object({ recipient_id: z.string() }));
  const recipient = findUser(world, recipient_id);
  if (recipient.bot === true) {
    const { CannotSendMessagesToThisUser } = RESTJSONErrorCodes;
    throw new DiscordFault(400, CannotSendMessagesToThisUser, 'Cannot send messages to this user');
  }
  const open = [...world.dms.values()].find(({ recipientId }) => recipientId === recipient_id);
  if (open !== undefined) return { status: 200, body: open.channel };
  const channel = {
    id: world.nextId(),
    type: ChannelType.DM as const,
    name: null,
    flags: 0,
    last_message_id: null,
    recipients: [recipient],
  };
  world.dms.set(channel.id, { channel, recipientId: recipient_id, closed: false });
  world.ledger.push({ at: world.now(), method, path, target: channel.id, effect: 'dm-opened', userId: recipient_id });
  return { status: 200, body: channel };
};

/** Users, and the direct-message channels that the bot opens: https://docs.discord.com/developers/resources/user */
export const userRoutes: Route[] = [
  {
    method: 'GET',
    path: '/users/@me',
    handle: ({ world }) => ({
      status: 200,
      body: { ...world.bot, mfa_enabled: true, locale: Locale.EnglishUS, verified: true, email: null, premium_type: 0 },
    }),
  },
  {
    method: 'GET',
    path: '/users/{user_id}',
    handle: (call) => ({ status: 200, body: findUser(call.world, param(call, 'user_id')) }),
  },
  { method: 'POST', path: '/users/@me/channels', handle: openDm },
];
