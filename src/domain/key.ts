import { z } from 'zod';
import { snowflake } from './snowflake.ts';

/** A key as it is stored: never the key itself, only a digest of it. Times in ms since 1970. */
export const keyRecord = z.strictObject({
  id: z.string().regex(/^[0-9A-Za-z]{12}$/),
  guildId: snowflake,
  label: z.string().trim().min(1).max(80),
  /** SHA-256 of the whole key, hex. */
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  /** Webhooks that it is limited to; all of the guild's without it. */
  webhookIds: z.array(z.string()).optional(),
  /** The guild's first key, or its successor: what `/key regenerate` takes when none is named. */
  first: z.boolean(),
  createdAt: z.number(),
  createdBy: snowflake,
  expiresAt: z.number().optional(),
  lastUsedAt: z.number().optional(),
  /** The key that took its place; this one lives on until `expiresAt`. */
  replacedBy: z.string().optional(),
});

/** A key as it is stored. */
export type KeyRecord = z.infer<typeof keyRecord>;
