import type { z } from 'zod';
import type { MentionPolicy } from '../domain/webhook.ts';
import type { ActionResult } from '../domain/delivery.ts';
import type { JsonObject } from '../domain/json.ts';
import type { Doors } from './doors.ts';

/** What an action's `run` is given beside its own fields. */
export type ActionContext = {
  doors: Doors;
  /** Stable over retries and restarts, different for each action and replay; at most 25 characters. */
  nonce: string;
  mentions: MentionPolicy | undefined;
  /**
   * The action may have had its effect at some time from then on (ms since 1970), so long ago that Discord no longer
   * knows the nonce: it has to be looked for before it is repeated. Left out when repeating is safe.
   */
  sentSince?: number | undefined;
  /** Says something about how it went that the author should know, such as that a text was cut. */
  note(text: string): void;
};

/** One kind of action: one file in this folder, one line in `index.ts`. */
export type ActionKind<Schema extends z.ZodType = z.ZodType> = {
  /** As written in a definition; equals the file's name. */
  kind: string;
  /** One sentence in the imperative, for lists and docs. */
  summary: string;
  /** Names of the permissions the bot needs, as in discord-api-types' `PermissionFlagsBits`. */
  permissions: readonly string[];
  /** What the fields must be once their tokens are filled; refuses unknown fields. */
  schema: Schema;
  /** Paths of the fields in which Discord renders markdown (`embeds.*.title`); values filled into others are not escaped. */
  markdown: readonly string[];
  /** A complete draft with tokens, without `kind`. */
  example: JsonObject;
  /**
   * What repeating it does after a crash or a lost answer: nothing (`harmless`), nothing thanks to Discord's nonce
   * (`nonce`), or a second effect (`harmful`: the intent is written down first).
   */
  repeating: 'harmless' | 'nonce' | 'harmful';
  /** Carries it out; what it gives is the delivery's `result`. Rejects with an AppError. */
  run(fields: z.infer<Schema>, context: ActionContext): Promise<NonNullable<ActionResult['result']>>;
};

/** Ties a kind's `run` to its own schema. */
export const defineAction = <Schema extends z.ZodType>(kind: ActionKind<Schema>): ActionKind<Schema> => kind;
