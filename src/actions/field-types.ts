import { z } from 'zod';
import { cutText, discordLimits } from '../domain/limits.ts';

/** The message of a union: that the value is missing, or what it must be. */
export const missingOr = (wrong: string) => ({
  error: ({ input }: { input?: unknown }): string => (input === undefined ? 'is required' : wrong),
});

/** A text; a number or boolean where a text belongs is taken as its text, null as none. */
export const text = z
  .union([z.string(), z.number(), z.boolean(), z.null()], missingOr('must be a text'))
  .transform((value) => (value === null ? '' : String(value)));

/** Put into values so that they mention nobody; in a field that only names something it would hide the name. */
const invisible = /\u200b/g;

/** A channel, role or member by id, mention or name; resolved by the doors. */
export const reference = text
  .transform((value) => value.replace(invisible, '').trim())
  .refine((value) => value !== '', 'must not be empty: give an id, a mention or a name');

/** The last id of an id, of Discord's "Copy Message ID" (`channel-message`) or of a message link. */
const messageShape =
  /^(?:https:\/\/[\w.]*discord(?:app)?\.com\/channels\/(?:\d{17,20}|@me)\/\d{17,20}\/|\d{17,20}-)?(\d{17,20})$/;

/** The id of a message in `value`, which may be a message link; `undefined` when there is none. */
export const messageIdIn = (value: string): string | undefined =>
  messageShape.exec(value.replace(invisible, '').trim())?.[1];

/** A message by id or link; gives the id. */
export const messageReference = text.transform((value, context): string => {
  const id = messageIdIn(value);
  if (id !== undefined) return id;
  context.addIssue({
    code: 'custom',
    message: 'must be the id or link of a message (right-click it, Copy Message ID)',
  });
  return z.NEVER;
});

/** The reason shown in the audit log, cut to Discord's limit; as the part of a door's request that it is, empty without one. */
export const reason = text.optional().transform((written = ''): { reason?: string } => {
  const { text: shown } = cutText(written.trim(), discordLimits.auditLogReason);
  return shown === '' ? {} : { reason: shown };
});
