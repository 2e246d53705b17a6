import type { Webhook } from '../domain/webhook.ts';
import type { ErrorCode } from '../errors.ts';

/** So many deliveries in a row that failed for good suspend a webhook. */
export const failuresUntilSuspended = 5;

/** A delivery that failed for good: accepted with that revision of its webhook, stopped by that error at `at` (ms since 1970). */
export type FinalFailure = { deliveryId: string; revision: number; at: number; code: ErrorCode; reason: string };

/**
 * The webhook with one failure more, suspended by the fifth in a row; the very same webhook when it does not count: told
 * before, or of a definition that was changed or switched off since.
 */
export const countFailure = (webhook: Webhook, { deliveryId, revision, at, code, reason }: FinalFailure): Webhook => {
  if (!webhook.enabled || webhook.revision !== revision) return webhook;
  const { failing, ...rest } = webhook;
  const before = failing?.revision === revision ? failing.deliveries : [];
  if (before.includes(deliveryId)) return webhook;
  const deliveries = [...before, deliveryId];
  if (deliveries.length < failuresUntilSuspended) return { ...rest, failing: { revision, deliveries } };
  return { ...rest, enabled: false, revision: revision + 1, suspended: { at, code, reason } };
};

/** The webhook with no failure counted. */
export const forgetFailures = (webhook: Webhook): Webhook => {
  if (webhook.failing === undefined) return webhook;
  const { failing: _forgotten, ...rest } = webhook;
  return rest;
};
