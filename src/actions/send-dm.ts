import { z } from 'zod';
import { defineAction } from './action-kind.ts';
import { allowedMentions } from './allowed-mentions.ts';
import { reference } from './field-types.ts';
import { findSent } from './find-sent.ts';
import { messageResult } from './message-answer.ts';
import { buildMessage, hasSomething, messageFields, messageMarkdown, needsSomething } from './message-body.ts';

/** Sends a direct message to a member of the guild: https://docs.discord.com/developers/resources/user#create-dm */
export default defineAction({
  kind: 'send-dm',
  summary: 'Send a direct message to a member of the server.',
  permissions: [],
  schema: z.strictObject({ member: reference, ...messageFields }).refine(hasSomething, needsSomething),
  markdown: messageMarkdown,
  example: {
    member: '<user_id>',
    content: 'Thank you for your order **<order>**!',
    embeds: [
      {
        title: 'Order <order>',
        description: '<summary|default:"It is on its way.">',
        color: 'green',
        fields: [{ name: 'Arrives', value: '<arrives|default:"soon">', inline: true }],
      },
    ],
  },
  repeating: 'nonce',
  run: async (fields, { doors, nonce, mentions, note, sentSince: since }) => {
    const message = buildMessage(fields, note);
    const member = await doors.resolveMember(fields.member);
    if (since !== undefined) {
      const ask = (path: string[], query?: Record<string, string>) => doors.dm(member, 'GET', path, query && { query });
      const sent = await findSent({ ask, doors, message, nonce, since });
      if (sent !== undefined) return { member_id: member, ...messageResult(sent) };
    }
    const answer = await doors.dm(member, 'POST', ['messages'], {
      body: {
        ...message,
        allowed_mentions: await allowedMentions({ doors, mentions, note }),
        nonce,
        enforce_nonce: true,
      },
    });
    return { member_id: member, ...messageResult(answer) };
  },
});
