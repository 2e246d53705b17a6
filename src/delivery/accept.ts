import { checkVariables, type Variables } from '../domain/variables.ts';
import type { DeliveryInput } from '../domain/delivery.ts';
import type { Webhook } from '../domain/webhook.ts';
import { AppError } from '../errors.ts';
import type { JobEngine } from '../queue/job-engine.ts';

/** One authenticated call of a webhook. `fingerprint` tells two bodies apart; `requestId` goes into every log line. */
export type Call = {
  variables: Variables;
  idempotencyKey?: string;
  fingerprint: string;
  requestId: string;
  /** From `/webhook test`: also carried out while the webhook is disabled. */
  test?: boolean;
};

/**
 * Writes a call down as a delivery; resolves once it is on disk. `duplicate`: the same idempotency key and body came before, and `id` is that delivery.
 * Rejects with AppError `webhook-disabled`, `invalid-request` (with faults), `idempotency-key-reused`, `storage-unavailable`, `overloaded` or `stopping`; nothing is stored then.
 */
export type Accept = (webhook: Webhook, call: Call) => Promise<{ id: string; duplicate: boolean }>;

const whyDisabled = ({ suspended }: Webhook): string =>
  suspended === undefined
    ? 'This webhook is disabled. An admin can turn it on with /webhook enable.'
    : `This webhook was suspended at ${new Date(suspended.at).toISOString()}, because its deliveries kept failing. The last one: ${suspended.reason} An admin can turn it on again with /webhook enable.`;

/** Builds {@link Accept} over an engine. `newId` makes delivery ids. */
export const createAccept = ({ engine, newId }: { engine: Pick<JobEngine, 'add'>; newId: () => string }): Accept => {
  const texts = new WeakMap<Webhook, string>();
  const textOf = (webhook: Webhook): string => {
    const known = texts.get(webhook);
    if (known !== undefined) return known;
    const text = JSON.stringify(webhook);
    texts.set(webhook, text);
    return text;
  };

  return async (webhook, call) => {
    if (!webhook.enabled && call.test !== true) {
      throw new AppError('webhook-disabled', whyDisabled(webhook));
    }
    const { values, faults } = checkVariables(webhook.definition.variables, call.variables);
    if (faults.length > 0) throw new AppError('invalid-request', 'Some variables are missing or wrong.', { faults });

    const rest: Omit<DeliveryInput, 'webhook'> = {
      variables: values,
      requestId: call.requestId,
      ...(call.test === true && { test: true }),
    };
    const { status, id } = await engine.add({
      id: newId(),
      guildId: webhook.guildId,
      lane: webhook.id,
      payload: `{"webhook":${textOf(webhook)},${JSON.stringify(rest).slice(1)}`,
      ...(call.idempotencyKey !== undefined && {
        idempotency: { key: call.idempotencyKey, fingerprint: call.fingerprint },
      }),
    });
    if (status === 'conflict') {
      throw new AppError(
        'idempotency-key-reused',
        'This Idempotency-Key was used before with another body. Use a new key for a new call, or send the same body again.',
      );
    }
    return { id, duplicate: status === 'duplicate' };
  };
};
