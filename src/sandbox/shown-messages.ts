import { MessageFlags, PermissionFlagsBits, type APIMessage } from 'discord-api-types/v10';
import type { Snowflake } from '../domain/snowflake.ts';
import { permissionsOf, type Place } from './access.ts';
import { addMessage, messagesIn, removeMessages, replaceMessage } from './messages.ts';
import type { World } from './world.ts';

/** Messages only for one person are kept for this many messages. */
const keptEphemerals = 1000;

/** A message that a person can see, and where. */
export type ShownMessage = { place: Place; message: APIMessage };

/** Messages as people see them: those of a channel, and those that only one person was shown. */
export type ShownMessages = {
  /** A message with the flag Ephemeral reaches `userId` alone and no channel. */
  add(place: Place, userId: Snowflake, message: APIMessage): void;
  find(place: Place, id: Snowflake): APIMessage | undefined;
  replace(place: Place, message: APIMessage): void;
  remove(place: Place, id: Snowflake): void;
  /** Everything that this person can see in a guild, or in `channelId` alone, newest first. */
  seenBy(userId: Snowflake, places: Place[]): ShownMessage[];
};

const isEphemeral = ({ flags }: APIMessage) => ((flags ?? 0) & MessageFlags.Ephemeral) !== 0;

/** No messages for one person yet. */
export const createShownMessages = (world: World): ShownMessages => {
  const ephemerals = new Map<Snowflake, { userId: Snowflake; message: APIMessage }>();
  const sees = ({ guild, channel, dm }: Place, userId: Snowflake) =>
    guild === undefined
      ? dm.recipientId === userId
      : (permissionsOf(world, guild, userId, channel) & PermissionFlagsBits.ViewChannel) !== 0n;
  return {
    add(place, userId, message) {
      if (!isEphemeral(message)) return addMessage(world, place, message);
      ephemerals.set(message.id, { userId, message });
      const [oldest] = ephemerals.keys();
      if (ephemerals.size > keptEphemerals && oldest !== undefined) ephemerals.delete(oldest);
      return undefined;
    },
    find: ({ channel }, id) =>
      ephemerals.get(id)?.message ?? messagesIn(world, channel.id).find((message) => message.id === id),
    replace(place, message) {
      const ephemeral = ephemerals.get(message.id);
      if (ephemeral === undefined) replaceMessage(world, place, message);
      else ephemerals.set(message.id, { ...ephemeral, message });
    },
    remove(place, id) {
      if (!ephemerals.delete(id)) removeMessages(world, place, [id]);
    },
    seenBy: (userId, places) =>
      places
        .flatMap((place) =>
          !sees(place, userId)
            ? []
            : [
                ...messagesIn(world, place.channel.id).map((message) => ({ place, message })),
                ...[...ephemerals.values()].flatMap((shown) =>
                  shown.userId === userId && shown.message.channel_id === place.channel.id
                    ? [{ place, message: shown.message }]
                    : [],
                ),
              ],
        )
        .sort((a, b) => (BigInt(a.message.id) < BigInt(b.message.id) ? 1 : -1)),
  };
};
