import type { DeliveryInput, DeliveryView } from '../domain/delivery.ts';
import type { Job } from '../queue/job-engine.ts';
import { readInput, readProgress } from './stored.ts';

const iso = (ms: number): string => new Date(ms).toISOString();

/** Most deliveries are no replays, and reading what they were accepted with would cost more than all the rest. */
const replayFacts = (job: Job): Partial<DeliveryInput> => (job.payload.includes('"replayOf":') ? readInput(job) : {});

/** A stored delivery as callers see it, without what it was accepted with. */
export const viewDelivery = (job: Job): DeliveryView => {
  const { results, attempts } = readProgress(job);
  const { replayOf, replay } = replayFacts(job);
  const waitsToTryAgain = job.state === 'queued' && attempts.length > 0;
  return {
    id: job.id,
    status: job.state,
    actions: results,
    webhook: job.lane,
    attempts: attempts.map(({ startedAt, endedAt, error }) => ({
      started_at: iso(startedAt),
      ended_at: iso(endedAt),
      ...(error && { error }),
    })),
    created_at: iso(job.createdAt),
    finished_at: job.finishedAt === undefined ? null : iso(job.finishedAt),
    next_attempt_at: waitsToTryAgain ? iso(job.runAt) : null,
    ...(replayOf !== undefined && { replay_of: replayOf, replay: replay ?? 0 }),
  };
};
