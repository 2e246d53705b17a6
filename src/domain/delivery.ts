import { z } from 'zod';
import { errorCodes } from '../errors.ts';
import { variableValue } from './variables.ts';
import { webhook } from './webhook.ts';

/** How a delivery stands: on its way, or how it ended. `ambiguous`: it may have had its effect; a person decides. */
export const deliveryStates = ['queued', 'done', 'partial', 'failed', 'ignored', 'ambiguous'] as const;

/** How a delivery stands. */
export type DeliveryState = (typeof deliveryStates)[number];

const shownError = z.strictObject({ code: z.enum(errorCodes), message: z.string() });

/** What became of one action. `result` holds ids of what it made (`message_id`, `channel_id`); `notes` what was cut or not understood. */
export const actionResult = z.strictObject({
  kind: z.string(),
  status: z.enum(['done', 'failed', 'skipped', 'ambiguous']),
  result: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])).optional(),
  error: shownError.optional(),
  notes: z.array(z.string()).optional(),
});

/** What became of one action. */
export type ActionResult = z.infer<typeof actionResult>;

/** One try at carrying a delivery out: ms since 1970, and why it did not end it. */
const attempt = z.strictObject({ startedAt: z.number(), endedAt: z.number(), error: shownError.optional() });

/** Where a replay goes on: the delivery that had stopped, and the results of the actions that were done by then. */
const continued = z.strictObject({ from: z.string(), results: z.array(actionResult) });

/**
 * What a delivery was accepted with; never changes. `replay` is 0, or which repetition of `replayOf` this is; with
 * `continued` it does only what is left. `test`: from `/webhook test`.
 */
export const deliveryInput = z.strictObject({
  webhook,
  variables: z.record(z.string(), variableValue),
  requestId: z.string(),
  test: z.boolean().optional(),
  replayOf: z.string().optional(),
  replay: z.int().min(0).optional(),
  continued: continued.optional(),
});

/** What a delivery was accepted with. */
export type DeliveryInput = z.infer<typeof deliveryInput>;

/**
 * What has happened of a delivery so far: a result for each action that has ended, in order, and its attempts.
 * `intent`: the action begun that must not be repeated. `sentAt`: since when (ms since 1970) the action that is next may
 * have had its effect without anybody knowing.
 */
export const deliveryProgress = z.strictObject({
  results: z.array(actionResult),
  attempts: z.array(attempt),
  intent: z.int().optional(),
  sentAt: z.number().optional(),
});

/** What has happened of a delivery so far. */
export type DeliveryProgress = z.infer<typeof deliveryProgress>;

/** A delivery as callers see it (`?wait=true`, `GET /deliveries/{id}`); times in ISO 8601. A replay names what it repeats, and which repetition it is. */
export type DeliveryView = {
  id: string;
  status: DeliveryState;
  actions: ActionResult[];
  webhook: string;
  attempts: { started_at: string; ended_at: string; error?: { code: string; message: string } }[];
  created_at: string;
  finished_at: string | null;
  next_attempt_at: string | null;
  replay_of?: string;
  replay?: number;
};
