import { z } from 'zod';
import { defineAction } from './action-kind.ts';
import { allowedMentions } from './allowed-mentions.ts';
import { messageReference, reference } from './field-types.ts';
import { messageResult } from './message-answer.ts';
import { buildEdit, messageFields, messageMarkdown } from './message-body.ts';

/** Edits a message that the bot has sent: https://docs.discord.com/developers/resources/message#edit-message */
export default defineAction({
  kind: 'edit-message',
  summary: 'Change the text or embeds of a message that the bot has sent; what is not given stays.',
  permissions: ['ViewChannel', 'EmbedLinks'],
  schema: z
    .strictObject({ channel: reference, message: messageReference, ...messageFields })
    .refine(({ content, embeds }) => content !== undefined || embeds !== undefined, {
      path: ['content'],
      message: 'must be given, or embeds: there is nothing to change',
    }),
  markdown: messageMarkdown,
  example: {
    channel: 'alerts',
    message: '<message_id>',
    content: '<monitor> is **<status>** again',
    embeds: [
      {
        title: '<monitor>',
        description: 'It is <status> again.',
        color: '#2eb67d',
        fields: [{ name: 'Was down for', value: '<duration>' }],
      },
    ],
  },
  repeating: 'harmless',
  run: async (fields, { doors, mentions, note }) => {
    const message = buildEdit(fields, note);
    const channel = await doors.resolveChannel(fields.channel);
    const answer = await doors.channel(channel, 'PATCH', ['messages', fields.message], {
      body: { ...message, allowed_mentions: await allowedMentions({ doors, mentions, note }) },
    });
    return messageResult(answer, doors.guildId);
  },
});
