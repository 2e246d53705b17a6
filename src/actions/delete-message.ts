import { z } from 'zod';
import { AppError } from '../errors.ts';
import { defineAction } from './action-kind.ts';
import { messageReference, reason, reference } from './field-types.ts';

/** Deletes a message: https://docs.discord.com/developers/resources/message#delete-message */
export default defineAction({
  kind: 'delete-message',
  summary: 'Delete a message; one that is already gone is fine.',
  permissions: ['ViewChannel', 'ManageMessages'],
  schema: z.strictObject({ channel: reference, message: messageReference, reason }),
  markdown: [],
  example: { channel: 'alerts', message: '<message_id>', reason: 'Resolved by <user|default:"someone">' },
  repeating: 'harmless',
  run: async (fields, { doors, note }) => {
    const channel = await doors.resolveChannel(fields.channel);
    try {
      await doors.channel(channel, 'DELETE', ['messages', fields.message], { ...fields.reason });
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unknown-message') throw error;
      note('The message was already gone.');
    }
    return { message_id: fields.message, channel_id: channel };
  },
});
