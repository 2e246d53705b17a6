import type { Clock } from '../clock.ts';
import type { ErrorCode } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Store } from '../store/repositories.ts';
import type { EndedDelivery } from './carry-out.ts';
import type { Failure } from './failure-report-queue.ts';
import { countFailure, forgetFailures, type FinalFailure } from './failure-streak.ts';
import { isWorthTryingAgain } from './try-again.ts';

/** Watches how deliveries end. */
export type FailureWatch = {
  /** Hears of an end, of the same one more than once perhaps. Returns at once and never throws. */
  ended(delivery: EndedDelivery): void;
  /** Resolves once everything heard so far is worked off. */
  idle(): Promise<void>;
};

/** What {@link createFailureWatch} needs; `report` is told of every delivery that did not come to a good end. */
export type FailureWatchOptions = {
  webhooks: Pick<Store['webhooks'], 'get' | 'update'>;
  report: (failure: Failure) => void;
  clock: Clock;
  log: Logger;
};

/** Whether a failure says that the webhook, or what it acts on, must be changed: neither Discord's trouble nor a fault of ours. */
const isFinal = (code: ErrorCode): boolean => code !== 'internal' && !isWorthTryingAgain({ code });

const isTroubled = (state: EndedDelivery['state']) =>
  state === 'failed' || state === 'partial' || state === 'ambiguous';

/**
 * Suspends webhooks whose deliveries fail for good five times in a row, and reports what failed. Tests and replays
 * neither count nor are reported, since whoever asked for them is told; when they succeed, the count begins anew.
 * The count is kept with the webhook: nothing is written while everything succeeds.
 */
export const createFailureWatch = ({ webhooks, report, clock, log }: FailureWatchOptions): FailureWatch => {
  /** What is heard of one webhook is worked off in that order. */
  const turns = new Map<string, Promise<void>>();

  const succeeded = async (webhookId: string) => {
    const webhook = await webhooks.get(webhookId);
    if (webhook?.failing !== undefined) await webhooks.update(webhookId, forgetFailures);
  };

  /** Whether this failure suspended the webhook. */
  const count = async (webhookId: string, failure: FinalFailure): Promise<boolean> => {
    let suspends = false;
    await webhooks.update(webhookId, (current) => {
      const changed = countFailure(current, failure);
      suspends = current.suspended === undefined && changed.suspended !== undefined;
      return changed;
    });
    return suspends;
  };

  const work = async ({ job, input, state, results }: EndedDelivery) => {
    const { id: webhookId, revision, definition } = input.webhook;
    if (state === 'done') return succeeded(webhookId);
    if (!isTroubled(state) || input.test === true || input.replayOf !== undefined) return;
    const error = results.find(({ status }) => status === 'failed' || status === 'ambiguous')?.error;
    if (error === undefined) return;
    const { code, message: reason } = error;
    const deliveryId = job.id;
    const counts = state === 'failed' && isFinal(code);
    const suspended = counts && (await count(webhookId, { deliveryId, revision, at: clock.now(), code, reason }));
    if (state === 'partial') await succeeded(webhookId);
    const { guildId } = job;
    if (suspended) {
      log.warn({ webhook: webhookId, guild: guildId, delivery: deliveryId, code, reason }, 'webhook suspended');
    }
    report({ guildId, webhookId, name: definition.name, deliveryId, state, reason, suspended });
  };

  return {
    ended(delivery) {
      const { id } = delivery.input.webhook;
      const turn = (turns.get(id) ?? Promise.resolve())
        .then(() => work(delivery))
        .catch((error: unknown) => log.warn({ error, webhook: id }, 'a failed delivery could not be counted'))
        .finally(() => {
          if (turns.get(id) === turn) turns.delete(id);
        });
      turns.set(id, turn);
    },
    async idle() {
      while (turns.size > 0) await Promise.all(turns.values());
    },
  };
};
