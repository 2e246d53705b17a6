import {
  GatewayDispatchEvents,
  RESTJSONErrorCodes,
  type APIChannel,
  type APIThreadChannel,
} from 'discord-api-types/v10';
import { botMay, isThread, type Place } from './access.ts';
import { DiscordFault } from './route.ts';
import type { World } from './world.ts';

/** Whether a channel is a thread, told to the compiler too. */
export const asThread = (channel: APIChannel): APIThreadChannel | undefined =>
  isThread(channel) && 'thread_metadata' in channel ? channel : undefined;

/** A message wakes an archived thread. Throws 50083 when it is locked and the bot may not manage threads. */
export const wakeThread = (world: World, place: Place): void => {
  const thread = asThread(place.channel);
  const metadata = thread?.thread_metadata;
  if (thread === undefined || metadata === undefined || !metadata.archived) return;
  if (metadata.locked && !botMay(world, place, 'ManageThreads')) {
    throw new DiscordFault(400, RESTJSONErrorCodes.InvalidActionOnArchivedThread, 'Thread is archived');
  }
  metadata.archived = false;
  world.dispatch({ type: GatewayDispatchEvents.ThreadUpdate, data: thread, guildId: place.guild?.id });
};
