import type { DeliveryInput } from '../domain/delivery.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Job, JobEngine } from '../queue/job-engine.ts';
import { readInput, readProgress } from './stored.ts';

/** Repetitions of one delivery, at most. */
const mostReplays = 100;

/**
 * What a replay came to: `added` is a new delivery; `under-way`: a replay that goes on with it waits or runs already;
 * `done-already`: such a replay has done all that was left. `id` is that delivery.
 */
export type Replayed = { id: string; status: 'added' | 'under-way' | 'done-already' };

/**
 * Repeats a delivery with the definition and the values that it was accepted with. One that is done (or ignored) is
 * carried out whole again, each time anew. Of any other only what is left is done: its replay goes on after the last
 * action done, and two who ask for it get the same one. `by` is who asked, for the log.
 * Rejects with AppError `invalid-request` while the delivery is still on its way, `too-many` after a hundred
 * repetitions, or as {@link JobEngine.add} does.
 */
export type Replay = (job: Job, by?: string) => Promise<Replayed>;

/** The key under which a repetition's number is taken, by one alone. No caller's key is like it, since a header holds no line break. */
const numberKey = (original: string, number: number) => ['replay', original, number].join('\n');

const isOver = ({ state }: Job) => state === 'done' || state === 'ignored';

/** Builds {@link Replay} over an engine. `newId` makes delivery ids. */
export const createReplay = ({
  engine,
  newId,
  log,
}: {
  engine: Pick<JobEngine, 'add' | 'get'>;
  newId: () => string;
  log: Logger;
}): Replay => {
  const continuedBy = (from: Job, given: Job): Job | undefined =>
    readInput(given).continued?.from === from.id ? given : undefined;

  const inputFor = (from: Job, replay: number, replayOf: string): DeliveryInput => {
    const { continued: _before, ...input } = readInput(from);
    const { results: all } = readProgress(from);
    const stopped = all.findIndex(({ status }) => status === 'failed' || status === 'ambiguous');
    const results = all.slice(0, stopped < 0 ? all.length : stopped);
    return { ...input, replayOf, replay, ...(!isOver(from) && { continued: { from: from.id, results } }) };
  };

  return async (job, by) => {
    const original = readInput(job).replayOf ?? job.id;
    const goesOn = !isOver(job);
    let from = job;
    for (let replay = 1; replay <= mostReplays; replay += 1) {
      if (from.state === 'queued') return stillQueued(from, job);
      if (goesOn && isOver(from)) return { id: from.id, status: 'done-already' };
      const id = newId();
      const { status, id: taken } = await engine.add({
        id,
        guildId: job.guildId,
        lane: job.lane,
        payload: JSON.stringify(inputFor(from, replay, original)),
        idempotency: { key: numberKey(original, replay), fingerprint: id },
      });
      if (status === 'added') {
        log.info({ delivery: id, replayOf: original, replay, webhook: job.lane, guild: job.guildId, by }, 'replayed');
        return { id, status };
      }
      const other = await engine.get(taken);
      if (goesOn && other !== undefined) from = continuedBy(from, other) ?? from;
    }
    if (from.state === 'queued') return stillQueued(from, job);
    throw new AppError('too-many', `This delivery was repeated ${mostReplays} times, which is the most.`);
  };
};

const stillQueued = (from: Job, asked: Job): Replayed => {
  if (from !== asked) return { id: from.id, status: 'under-way' };
  throw new AppError(
    'invalid-request',
    'This delivery is still on its way; it can be repeated once it has ended. Until then it is tried again by itself.',
  );
};
