import { z } from 'zod';
import { missingOr, text } from './field-types.ts';

const optionalText = text.optional();

const picture = z
  .union([text, z.strictObject({ url: text })], missingOr('must be an address, or an object with nothing but url'))
  .transform((value) => (typeof value === 'string' ? value : value.url))
  .optional();

const embedField = z.strictObject({ name: text, value: text, inline: optionalText });

/** An embed with all that a bot may set: https://docs.discord.com/developers/resources/message#embed-object */
const embed = z.strictObject({
  title: optionalText,
  description: optionalText,
  url: optionalText,
  timestamp: optionalText,
  color: optionalText,
  footer: z.strictObject({ text: optionalText, icon_url: optionalText }).optional(),
  image: picture,
  thumbnail: picture,
  author: z.strictObject({ name: optionalText, url: optionalText, icon_url: optionalText }).optional(),
  fields: z.array(embedField).optional(),
});

/** The `embeds` of a message. How much of them Discord takes is seen to by `buildEmbeds`, with a note. */
export const embeds = z.array(embed);

/** One embed as its author gave it, its tokens filled. */
export type EmbedInput = z.infer<typeof embed>;

/** Where Discord renders markdown inside embeds. */
export const embedMarkdown = [
  'embeds.*.title',
  'embeds.*.description',
  'embeds.*.fields.*.name',
  'embeds.*.fields.*.value',
] as const;
