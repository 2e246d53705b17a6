import { findAction } from '../actions/index.ts';
import type { OpenDoors } from '../actions/doors.ts';
import type { Clock } from '../clock.ts';
import type { ActionResult, DeliveryInput, DeliveryProgress } from '../domain/delivery.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { EndState, Job, JobHandler, Outcome } from '../queue/job-engine.ts';
import { retryAt } from '../queue/retry-schedule.ts';
import { createKeepOrder } from './keep-order.ts';
import { failedResult, runAction } from './run-action.ts';
import { readInput, readProgress } from './stored.ts';
import { isWorthTryingAgain } from './try-again.ts';

/** A delivery that has just ended, on its way to being written down: after a crash the same end may be told again. */
export type EndedDelivery = { job: Job; input: DeliveryInput; state: EndState; results: ActionResult[] };

/** What carrying deliveries out needs. */
export type CarryOutContext = {
  openDoors: OpenDoors;
  clock: Clock;
  /** A number from 0 up to 1, for jitter. */
  random: () => number;
  log: Logger;
  /** Hears of every end. Never waited for, and must not throw. */
  ended?: (delivery: EndedDelivery) => void;
};

const ambiguousError = new AppError(
  'ambiguous',
  'Nobody can tell whether this was done: Guildhook stopped or lost the answer meanwhile, and doing it twice would do harm. Look in the server whether it happened, then replay the delivery if it did not.',
);

const ambiguousResult = (kind: string, error = ambiguousError): ActionResult => ({
  kind,
  status: 'ambiguous',
  error: { code: error.code, message: error.detail },
});

/** For so long (ms) Discord surely knows a message by its nonce; it promises "a few minutes". */
const nonceKnownMs = 120_000;

const maybeSent = (error: AppError) =>
  new AppError(
    'ambiguous',
    `Discord's answer to an earlier attempt was lost, so the message may have been sent. Look in the server, then replay the delivery if it is missing. The last attempt failed: ${error.detail}`,
    { cause: error },
  );

/** How a delivery ended, from the results of its actions. */
export const endStateOf = (results: readonly ActionResult[]): EndState => {
  if (results.some(({ status }) => status === 'ambiguous')) return 'ambiguous';
  const done = results.filter(({ status }) => status === 'done').length;
  if (!results.some(({ status }) => status === 'failed')) return 'done';
  return done > 0 ? 'partial' : 'failed';
};

const asAppError = (error: unknown, job: Job, log: Logger): AppError => {
  if (error instanceof AppError) return error;
  log.error({ error }, 'an action failed for a reason that is a fault of Guildhook');
  return new AppError(
    'internal',
    `Something went wrong inside Guildhook. The log tells more under delivery ${job.id}.`,
  );
};

/** Builds the handler that carries deliveries out, action by action, going on after the last one that has ended. */
export const createCarryOut = ({ openDoors, clock, random, log: parentLog, ended }: CarryOutContext): JobHandler => {
  const order = createKeepOrder();
  const carryOut = async (job: Job, input: DeliveryInput, context: Parameters<JobHandler>): Promise<Outcome> => {
    const [, save, signal] = context;
    const { actions } = input.webhook.definition;
    const { replayOf, replay, continued, requestId: request } = input;
    const repeated = replayOf === undefined ? {} : { replayOf, replay };
    const log = parentLog.child({ delivery: job.id, webhook: job.lane, guild: job.guildId, request, ...repeated });
    const doors = openDoors(job.guildId, signal);
    const startedAt = clock.now();
    let progress: DeliveryProgress = readProgress(job);
    if (job.progress === '' && continued !== undefined) progress = { ...progress, results: continued.results };
    if (job.interrupted === true) progress = { ...progress, sentAt: progress.sentAt ?? job.createdAt };

    const text = () => JSON.stringify(progress);
    const later = order.behind(job, startedAt);
    if (later !== undefined) return { retryAt: later, progress: text() };
    const end = (error?: AppError): Outcome => {
      const last = {
        startedAt,
        endedAt: clock.now(),
        ...(error && { error: { code: error.code, message: error.detail } }),
      };
      progress = { ...progress, attempts: [...progress.attempts, last] };
      const state = endStateOf(progress.results);
      order.over(job);
      log.info({ state, attempts: progress.attempts.length, ms: clock.now() - job.createdAt }, 'delivery ended');
      ended?.({ job, input, state, results: progress.results });
      return { state, progress: text() };
    };
    const endWith = (result: ActionResult, error: AppError): Outcome => {
      const rest = actions
        .slice(progress.results.length + 1)
        .map(({ kind }): ActionResult => ({ kind, status: 'skipped' }));
      progress = { results: [...progress.results, result, ...rest], attempts: progress.attempts };
      return end(error);
    };

    for (const [index, draft] of actions.entries()) {
      if (index < progress.results.length) continue;
      if (progress.intent === index && findAction(draft.kind)?.repeating === 'harmful') {
        return endWith(ambiguousResult(draft.kind), ambiguousError);
      }
      const triedAt = clock.now();
      try {
        const begin = () => {
          progress = { ...progress, intent: index };
          return save(text());
        };
        const { sentAt } = progress;
        const isLate = sentAt !== undefined && Math.abs(clock.now() - sentAt) > nonceKnownMs;
        const sentSince = isLate ? sentAt : undefined;
        const result = await runAction({ draft, index, input, delivery: job, doors, sentSince, begin });
        progress = { results: [...progress.results, result], attempts: progress.attempts };
        log.debug({ action: index, kind: draft.kind, result: result.result }, 'action done');
      } catch (thrown) {
        const error = asAppError(thrown, job, log);
        const repeating = findAction(draft.kind)?.repeating;
        if (repeating === 'harmful' && error.effectUnknown) return endWith(ambiguousResult(draft.kind), ambiguousError);
        if (error.code === 'ambiguous') return endWith(ambiguousResult(draft.kind, error), error);
        if (repeating === 'nonce' && error.effectUnknown) {
          progress = { ...progress, sentAt: progress.sentAt ?? triedAt };
        }
        if (signal.aborted) return { retryAt: clock.now(), progress: text() };
        const again = isWorthTryingAgain(error) ? againAt(progress, error) : undefined;
        if (again === undefined) {
          log.warn({ action: index, kind: draft.kind, code: error.code, detail: error.detail }, 'action failed');
          if (repeating === 'nonce' && progress.sentAt !== undefined && job.interrupted !== true) {
            return endWith(ambiguousResult(draft.kind, maybeSent(error)), error);
          }
          return endWith(failedResult(draft.kind, error), error);
        }
        const failed = { startedAt, endedAt: clock.now(), error: { code: error.code, message: error.detail } };
        const { results, attempts, sentAt } = progress;
        progress = { results, attempts: [...attempts, failed], ...(sentAt !== undefined && { sentAt }) };
        log.warn({ action: index, kind: draft.kind, code: error.code, retryAt: again }, 'action is tried again later');
        const now = clock.now();
        order.waits(job, { retryAt: again, now, asked: again <= now + (error.retryAfterMs ?? 0) + 1 });
        return { retryAt: again, progress: text() };
      }
      if (index < actions.length - 1) await save(text());
    }
    return end();
  };

  const againAt = (progress: DeliveryProgress, error: AppError): number | undefined =>
    retryAt({
      attempts: progress.attempts.length + 1,
      now: clock.now(),
      random,
      ...(error.retryAfterMs !== undefined && { retryAfterMs: error.retryAfterMs }),
    });

  return (job, save, signal) => carryOut(job, readInput(job), [job, save, signal]);
};
