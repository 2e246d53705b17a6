import { z } from 'zod';
import { defineAction } from './action-kind.ts';
import { allowedMentions } from './allowed-mentions.ts';
import { messageIdIn, reference, text } from './field-types.ts';
import { findSent } from './find-sent.ts';
import { messageResult } from './message-answer.ts';
import { buildMessage, hasSomething, messageFields, messageMarkdown, needsSomething } from './message-body.ts';

/** Sends a message in a channel or thread: https://docs.discord.com/developers/resources/message#create-message */
export default defineAction({
  kind: 'send-message',
  summary: 'Send a message in a channel or thread, also as a reply.',
  permissions: ['ViewChannel', 'SendMessages', 'EmbedLinks'],
  schema: z
    .strictObject({ channel: reference, ...messageFields, 'reply-to': text.optional() })
    .refine(hasSomething, needsSomething),
  markdown: messageMarkdown,
  example: {
    channel: 'alerts',
    content: '<monitor|default:"A monitor"> is **<status>**',
    'reply-to': '<message_id|default:"">',
    embeds: [
      {
        title: '<monitor>',
        description: 'It is <status>, says <server.name>.',
        url: '<link>',
        timestamp: '<now>',
        color: '#e01e5a',
        footer: { text: 'Delivery <delivery.id>', icon_url: '<icon>' },
        image: { url: '<picture>' },
        thumbnail: { url: '<icon>' },
        author: { name: '<team>', url: '<link>', icon_url: '<icon>' },
        fields: [{ name: 'Since', value: '<now|timestamp:"R">', inline: true }],
      },
    ],
  },
  repeating: 'nonce',
  run: async (fields, { doors, nonce, mentions, note, sentSince: since }) => {
    const wanted = (fields['reply-to'] ?? '').trim();
    const repliedTo = messageIdIn(wanted);
    if (wanted !== '' && repliedTo === undefined)
      note('reply-to was left out: it must be the id or link of a message.');
    const message = buildMessage(fields, note);
    const channel = await doors.resolveChannel(fields.channel);
    if (since !== undefined) {
      const ask = (path: string[], query?: Record<string, string>) =>
        doors.channel(channel, 'GET', path, query && { query });
      const sent = await findSent({ ask, doors, message, nonce, since });
      if (sent !== undefined) return messageResult(sent, doors.guildId);
    }
    const answer = await doors.channel(channel, 'POST', ['messages'], {
      body: {
        ...message,
        allowed_mentions: await allowedMentions({ doors, mentions, note }),
        ...(repliedTo !== undefined && { message_reference: { message_id: repliedTo, fail_if_not_exists: false } }),
        nonce,
        enforce_nonce: true,
      },
    });
    return messageResult(answer, doors.guildId);
  },
});
