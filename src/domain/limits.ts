/**
 * Discord's limits, in characters unless said otherwise.
 * https://docs.discord.com/developers/resources/message#embed-object-embed-limits
 * https://docs.discord.com/developers/resources/message#create-message
 */
export const discordLimits = {
  content: 2000,
  embeds: 10,
  /** Over all embeds of one message: titles, descriptions, field names and values, footers, authors. */
  embedTotal: 6000,
  title: 256,
  description: 4096,
  fields: 25,
  fieldName: 256,
  fieldValue: 1024,
  footer: 2048,
  author: 256,
  url: 2048,
  /** Users and, apart from them, roles in `allowed_mentions`. */
  allowedMentions: 100,
  nonce: 25,
  /** https://docs.discord.com/developers/reference#audit-log-entries */
  auditLogReason: 512,
} as const;

const ellipsis = '…';

/** Longer clusters are no letter or emoji of any language, but stacked marks: they may be cut through. */
const longestCluster = 64;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** Where to cut `text` so that at most `most` UTF-16 units stay and no character as people see it is cut through. */
const cutAt = (text: string, most: number): number => {
  const near = text.slice(0, most + 2);
  const start = segmenter.segment(near).containing(most)?.index ?? most;
  if (most - start <= longestCluster) return start;
  const cutsPair = (near.codePointAt(most - 1) ?? 0) > 0xffff;
  return cutsPair ? most - 1 : most;
};

/**
 * `text` with at most `max` UTF-16 units (Discord counts code points, which are never more), cut between characters as
 * people see them and ending with `…` when cut. Lone surrogates become U+FFFD.
 */
export const cutText = (text: string, max: number): { text: string; cut: boolean } => {
  if (text.length <= max) return { text: text.toWellFormed(), cut: false };
  if (max < 1) return { text: '', cut: true };
  return { text: text.slice(0, cutAt(text, max - 1)).toWellFormed() + ellipsis, cut: true };
};

/** As {@link cutText}, for markdown: an escaped character is not parted from its backslash, which would then be shown. */
export const cutMarkdown = (text: string, max: number): { text: string; cut: boolean } => {
  const { text: kept, cut } = cutText(text, max);
  if (!cut) return { text: kept, cut };
  let end = kept.length - ellipsis.length;
  while (kept[end - 1] === '\\') end -= 1;
  const isParted = (kept.length - ellipsis.length - end) % 2 === 1;
  return { text: isParted ? kept.slice(0, -ellipsis.length - 1) + ellipsis : kept, cut };
};
