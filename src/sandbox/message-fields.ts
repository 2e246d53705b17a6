import type { APIMessageTopLevelComponent } from 'discord-api-types/v10';
import { z } from 'zod';

const url = z.string().nullish();

/** An embed as a request gives it. */
export const embed = z.object({
  title: z.string().nullish(),
  description: z.string().nullish(),
  url,
  color: z.int().nullish(),
  timestamp: z.string().nullish(),
  author: z.object({ name: z.string().nullish(), url, icon_url: url }).nullish(),
  footer: z.object({ text: z.string().nullish(), icon_url: url }).nullish(),
  image: z.object({ url }).nullish(),
  thumbnail: z.object({ url }).nullish(),
  fields: z.array(z.object({ name: z.string(), value: z.string(), inline: z.boolean().nullish() })).nullish(),
});

/** An embed as a request gives it. */
export type EmbedFields = z.infer<typeof embed>;

const ids = z.array(z.string()).nullish();

/** Whom a message may notify. */
export const allowedMentions = z.object({
  parse: z.array(z.enum(['users', 'roles', 'everyone'])).nullish(),
  users: ids,
  roles: ids,
  replied_user: z.boolean().nullish(),
});

/** A component; what its kind demands is held against Discord's schema before. */
const component = z.custom<APIMessageTopLevelComponent>();

/** What every way of writing a message has in common. */
export const messageFields = z.object({
  content: z.string().nullish(),
  embeds: z.array(embed).nullish(),
  allowed_mentions: allowedMentions.nullish(),
  components: z.array(component).nullish(),
  flags: z.int().nullish(),
});

/** What every way of writing a message has in common. */
export type MessageFields = z.infer<typeof messageFields>;

/** The fields of a new message that the sandbox works with. */
export const newMessageFields = messageFields.extend({
  tts: z.boolean().nullish(),
  nonce: z.union([z.string(), z.number()]).nullish(),
  enforce_nonce: z.boolean().nullish(),
  message_reference: z
    .object({
      message_id: z.string(),
      channel_id: z.string().nullish(),
      guild_id: z.string().nullish(),
      fail_if_not_exists: z.boolean().nullish(),
    })
    .nullish(),
});
