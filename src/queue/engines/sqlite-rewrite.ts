import type { EndState, Job } from '../job-engine.ts';
import { storageError } from '../../store/sqlite-errors.ts';
import { openQueueFile, queueName } from './sqlite-schema.ts';
import { prepareStatements } from './sqlite-statements.ts';

const step = 500;

/** What becomes of a job that has not ended: other progress, and perhaps its end. */
export type Rewritten = { progress: string; state?: EndState };

/**
 * Changes every job that has not ended in a queue's file which no program uses, and brings the file to this version's
 * schema; gives how many there were. `now` (ms since 1970) is when those that end have ended.
 * @throws AppError `storage-unavailable`
 */
export const rewriteQueued = (file: string, now: number, change: (job: Job) => Rewritten): number => {
  const db = openQueueFile(file);
  try {
    const statements = prepareStatements(db);
    const after = db.prepare("SELECT seq FROM jobs WHERE seq > ? AND state = 'queued' ORDER BY seq LIMIT ?");
    const save = db.prepare('UPDATE jobs SET progress = ? WHERE seq = ?');
    let count = 0;
    let last = 0;
    db.exec('BEGIN IMMEDIATE');
    for (let rows = after.all(last, step); rows.length > 0; rows = after.all(last, step)) {
      for (const row of rows) {
        last = Number(row['seq']);
        const job = statements.bySeq(last)?.job;
        if (job === undefined) continue;
        const { progress, state } = change(job);
        if (state === undefined) save.run(progress, last);
        else statements.end(last, state, progress, now);
        count += 1;
      }
    }
    db.exec('COMMIT');
    return count;
  } catch (cause) {
    throw storageError(queueName, cause);
  } finally {
    db.close();
  }
};
