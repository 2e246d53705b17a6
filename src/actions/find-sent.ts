import { z } from 'zod';
import type { Json } from '../domain/json.ts';
import { isSnowflake, snowflake, snowflakeAt } from '../domain/snowflake.ts';
import { AppError } from '../errors.ts';
import type { Doors } from './doors.ts';
import type { MessageBody } from './message-body.ts';

/** A message that may have been sent before: `ask` is a GET below its channel's door, `since` ms since 1970. */
export type SentBefore = {
  ask: (path: string[], query?: Record<string, string>) => Promise<unknown>;
  doors: Pick<Doors, 'facts'>;
  message: MessageBody;
  nonce: string;
  since: number;
};

const shown = z.object({ title: z.string().optional(), description: z.string().optional() });
const seen = z.object({
  id: snowflake,
  channel_id: snowflake,
  author: z.object({ id: z.string() }),
  content: z.string(),
  embeds: z.array(shown),
  nonce: z.union([z.string(), z.number()]).nullish(),
});
const channel = z.object({ last_message_id: z.string().nullish() });

/** How far Discord's clock may be behind this machine's. */
const clockMarginMs = 60_000;
/** https://docs.discord.com/developers/resources/message#get-channel-messages */
const pageLength = 100;
const mostPages = 5;

/** Errors that say nothing about the channel: asking again later may be answered. */
const passing = new Set(['discord-unavailable', 'discord-rate-limited', 'discord-token-rejected', 'stopping']);

const ambiguous = (why: string, cause?: unknown) =>
  new AppError(
    'ambiguous',
    `Guildhook stopped or lost Discord's answer while it sent this message, and that is too long ago for Discord to tell whether it was sent. ${why} Replay the delivery if the message is missing.`,
    { cause },
  );

/** Discord trims and joins white space, so it tells nothing. */
const bare = (text: Json | undefined) => (typeof text === 'string' ? text.normalize().replaceAll(/\s+/g, '') : '');

/** Whether both show the same texts; embeds that Discord itself added for links stand behind those sent. */
const isLike = ({ content, embeds = [] }: MessageBody, there: z.infer<typeof seen>): boolean =>
  bare(content) === bare(there.content) &&
  embeds.every(
    ({ title, description }, at) =>
      bare(title) === bare(there.embeds[at]?.title) && bare(description) === bare(there.embeds[at]?.description),
  );

const readMessages = async ({ ask, since }: SentBefore): Promise<z.infer<typeof seen>[]> => {
  const from = snowflakeAt(since - clockMarginMs);
  const found: z.infer<typeof seen>[] = [];
  let after = from;
  for (let page = 0; page < mostPages; page += 1) {
    const parsed = z.array(seen).safeParse(await ask(['messages'], { after, limit: String(pageLength) }));
    if (!parsed.success) {
      throw new AppError('discord-unavailable', "Discord's answer about earlier messages was not understood.");
    }
    found.push(...parsed.data);
    if (parsed.data.length < pageLength) {
      if (found.length === 0) await requireNothingSince({ ask, from });
      return found;
    }
    after = parsed.data.map(({ id }) => id).reduce((a, b) => (BigInt(b) > BigInt(a) ? b : a), after);
  }
  throw ambiguous('Too many messages came after it to look through.');
};

/** Where the bot may not read the history Discord answers with an empty list, as if there were none. */
const requireNothingSince = async ({ ask, from }: { ask: SentBefore['ask']; from: string }) => {
  const last = channel.safeParse(await ask([])).data?.last_message_id ?? '';
  if (!isSnowflake(last) || BigInt(last) < BigInt(from)) return;
  throw ambiguous(
    'The bot cannot read what was posted since; it needs the permission "Read Message History" for that.',
  );
};

/**
 * Looks in a channel for a message that was perhaps sent some time ago: gives it when it is there, `undefined` when it
 * certainly is not. Rejects with AppError `ambiguous` when nobody can tell, and with what may pass as `ask` does.
 */
export const findSent = async (sent: SentBefore): Promise<unknown> => {
  const { message, nonce, doors } = sent;
  try {
    const bot = await doors.facts.bot();
    const messages = await readMessages(sent);
    const own = messages.filter(({ author }) => author.id === bot.id);
    const certain = own.find((there) => there.nonce === nonce);
    if (certain !== undefined) return certain;
    // Whether Discord shows the nonce later is not documented. Where it does, another one is another message.
    const alike = own.find((there) => (there.nonce ?? undefined) === undefined && isLike(message, there));
    if (alike === undefined) return undefined;
    throw ambiguous(`The message ${alike.id} in <#${alike.channel_id}> says the same and may be the one.`);
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'ambiguous' || passing.has(error.code)) throw error;
    throw ambiguous(`The channel cannot be looked through: ${error.detail}`, error);
  }
};
