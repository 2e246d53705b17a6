import { z } from 'zod';
import type { Snowflake } from '../domain/snowflake.ts';
import { retryAt } from '../queue/retry-schedule.ts';

/** A delivery that did not come to a good end, and whether that suspended its webhook. `reason` in words. */
export type Failure = {
  guildId: Snowflake;
  webhookId: string;
  name: string;
  deliveryId: string;
  state: 'failed' | 'partial' | 'ambiguous';
  reason: string;
  suspended: boolean;
};

/**
 * What is to be told of one webhook, at `dueAt` (ms since 1970) at the earliest: `count` failures since the last
 * message, the latest of which is described, and whether the webhook was suspended. `first` is the first of them, by
 * which the message is known, and `since` its time. With nothing to tell it only keeps later failures quiet until then.
 * `told`: messages sent before in the same row; `tries`: how often this one could not be sent.
 */
export const pendingReport = z.strictObject({
  webhookId: z.string(),
  name: z.string(),
  first: z.string(),
  deliveryId: z.string(),
  state: z.enum(['failed', 'partial', 'ambiguous']),
  reason: z.string(),
  suspended: z.boolean(),
  count: z.int().min(0),
  since: z.number(),
  dueAt: z.number(),
  told: z.int().min(0),
  tries: z.int().min(0),
});

/** What is to be told of one webhook. */
export type PendingReport = z.infer<typeof pendingReport>;

/** At most one message in this time (ms) tells of a webhook's failures. */
const quietMs = 600_000;
const longestReason = 500;
/** What could not be told for so long (ms) is told no more. */
const staleMs = 86_400_000;

/** The report with a failure more: due at once when it is the first, or when it suspended the webhook. */
export const addFailure = (
  before: PendingReport | undefined,
  { webhookId, name, deliveryId, state, reason, suspended }: Failure,
  now: number,
): PendingReport => {
  const { count = 0, first = deliveryId, since = now, dueAt: due = now, told: messages = 0, tries = 0 } = before ?? {};
  return {
    webhookId,
    name,
    first: count === 0 ? deliveryId : first,
    deliveryId,
    state,
    reason: reason.slice(0, longestReason),
    suspended: suspended || (before?.suspended ?? false),
    count: count + 1,
    since: count === 0 ? now : since,
    dueAt: suspended ? now : due,
    told: messages,
    tries,
  };
};

/** The report once it was told: quiet for ten minutes. */
export const told = (report: PendingReport, now: number): PendingReport => ({
  ...report,
  suspended: false,
  count: 0,
  dueAt: now + quietMs,
  told: report.told + 1,
  tries: 0,
});

/** The report when it could not be told: due again later, `retryAfterMs` at the earliest; `undefined` after a day. */
export const failedToTell = (
  report: PendingReport,
  { now, retryAfterMs }: { now: number; retryAfterMs: number | undefined },
): PendingReport | undefined => {
  const tries = report.tries + 1;
  const again = retryAt({ attempts: tries, now, random: () => 0.5, retryAfterMs });
  return again === undefined || now - report.since > staleMs ? undefined : { ...report, tries, dueAt: again };
};

/** When the next of these is due (ms since 1970). */
export const dueAt = (reports: PendingReport[]): number | undefined =>
  reports.length === 0 ? undefined : Math.min(...reports.map((report) => report.dueAt));
