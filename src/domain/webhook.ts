import { z } from 'zod';
import { errorCodes } from '../errors.ts';
import { snowflake } from './snowflake.ts';
import { variableDefinition } from './variables.ts';

const names = z.array(z.string().min(1).max(100)).max(100);

/** Whom a webhook's messages may ping; nobody without it. Users by id, roles by id or name. */
export const mentionPolicy = z.strictObject({
  everyone: z.boolean().optional(),
  users: names.optional(),
  roles: names.optional(),
});

/** Whom a webhook's messages may ping. */
export type MentionPolicy = z.infer<typeof mentionPolicy>;

/** One action as its author wrote it: texts hold tokens, so only `kind` and `id` are known before it is filled. */
export const actionDraft = z.looseObject({
  kind: z.string().min(1).max(50),
  id: z
    .string()
    .regex(/^[A-Za-z_]\w{0,49}$/, 'must be a letter or _, then letters, digits, _')
    .optional(),
});

/** One action as its author wrote it. */
export type ActionDraft = z.infer<typeof actionDraft>;

/** What an admin defines: the part of a webhook that is exported, imported and kept with each delivery. */
export const webhookDefinition = z.strictObject({
  name: z.string().trim().min(1, 'must not be empty').max(80, 'must be at most 80 characters'),
  description: z.string().max(500, 'must be at most 500 characters').optional(),
  variables: z.array(variableDefinition).max(100),
  mentions: mentionPolicy.optional(),
  actions: z.array(actionDraft).min(1).max(50),
});

/** What an admin defines of a webhook. */
export type WebhookDefinition = z.infer<typeof webhookDefinition>;

/** Since when (ms since 1970) a webhook is suspended, and what stopped its last delivery, in words. */
const suspension = z.strictObject({ at: z.number(), code: z.enum(errorCodes), reason: z.string() });

/** The deliveries that failed for good, one after the other, since the webhook has had this revision. */
const failing = z.strictObject({ revision: z.int(), deliveries: z.array(z.string()).max(10) });

/**
 * A webhook as it is stored. `id` is the `event_id` of its URL; times are ms since 1970; `revision` grows with every
 * change that a person sees. One that is `suspended` is not enabled.
 */
export const webhook = z.strictObject({
  id: z.string().regex(/^[0-9A-Za-z]{16}$/),
  guildId: snowflake,
  enabled: z.boolean(),
  revision: z.int().min(1),
  createdAt: z.number(),
  createdBy: snowflake,
  suspended: suspension.optional(),
  failing: failing.optional(),
  definition: webhookDefinition,
});

/** A custom event of one guild: what is done when its URL is called. */
export type Webhook = z.infer<typeof webhook>;
