import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../errors.ts';
import { storageError } from '../../store/sqlite-errors.ts';
import type { JobCounts, MovedJob, MovedKey } from '../moved-job.ts';
import { migrations, queueName } from './sqlite-schema.ts';
import { prepareStatements } from './sqlite-statements.ts';

const step = 200;

/** A queue's file, read without changing it. Its methods throw AppError `storage-unavailable`. */
export type QueueDump = {
  counts(): JobCounts;
  /** All jobs in the order in which they were added, some at a time. */
  jobs(): Iterable<MovedJob[]>;
  /** The idempotency keys that have outlived their jobs, some at a time. */
  keys(): Iterable<MovedKey[]>;
  close(): void;
};

/**
 * Opens a queue's file for reading. Which jobs may have been under way when a program ended on it without warning is told
 * as the engine does that starts on it; `now` in ms since 1970.
 * @throws AppError `storage-unavailable` when it cannot be read or is newer than this program.
 */
export const openQueueDump = (file: string, now: number): QueueDump => {
  const guarded = <Result>(ask: () => Result): Result => {
    try {
      return ask();
    } catch (cause) {
      throw storageError(queueName, cause);
    }
  };
  const db = guarded(() => new DatabaseSync(file, { readOnly: true, timeout: 5_000 }));
  const number = (sql: string) => guarded(() => Number(db.prepare(sql).get()?.['n']));
  const version = number('SELECT user_version AS n FROM pragma_user_version');
  if (version > migrations.length) {
    db.close();
    const detail = `${queueName} was written by a newer version of this program (schema ${version}; this version knows ${migrations.length}).`;
    throw new AppError('storage-unavailable', detail);
  }
  const statements = guarded(() => prepareStatements(db));
  const isTable = number("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'clean_stop'") > 0;
  const wasClean = isTable && number('SELECT count(*) AS n FROM clean_stop') > 0;
  const heads = new Set(wasClean ? [] : statements.waitingLanes().map(({ first }) => first));
  const after = db.prepare(
    `SELECT j.seq, j.retrying, k.key, k.fingerprint, k.created_at AS at FROM jobs j LEFT JOIN idempotency k ON k.seq = j.seq
     WHERE j.seq > ? ORDER BY j.seq LIMIT ?`,
  );
  const keysAfter = db.prepare(
    `SELECT * FROM idempotency WHERE seq > ? AND forget_at IS NOT NULL
     AND NOT EXISTS (SELECT 1 FROM jobs WHERE jobs.seq = idempotency.seq) ORDER BY seq LIMIT ?`,
  );

  const toMoved = (row: Record<string, unknown>): MovedJob[] => {
    const stored = statements.bySeq(Number(row['seq']));
    if (stored === undefined) return [];
    const isRetrying = row['retrying'] === 1;
    const interrupted = !wasClean && (isRetrying ? stored.job.runAt <= now : heads.has(stored.seq));
    const { key, fingerprint, at } = row;
    const idempotency = typeof key === 'string' ? { key, fingerprint: String(fingerprint), at: Number(at) } : undefined;
    return [{ job: { ...stored.job, ...(interrupted && { interrupted }) }, isRetrying, idempotency }];
  };

  return {
    counts: () => ({
      waiting: number("SELECT count(*) AS n FROM jobs WHERE state = 'queued' AND retrying = 0"),
      retrying: number("SELECT count(*) AS n FROM jobs WHERE state = 'queued' AND retrying = 1"),
      ended: number("SELECT count(*) AS n FROM jobs WHERE state <> 'queued'"),
    }),
    *jobs() {
      for (let last = 0; ;) {
        const rows = guarded(() => after.all(last, step));
        if (rows.length === 0) return;
        last = Number(rows.at(-1)?.['seq']);
        yield guarded(() => rows.flatMap(toMoved));
      }
    },
    *keys() {
      for (let last = 0; ;) {
        const rows = guarded(() => keysAfter.all(last, step));
        if (rows.length === 0) return;
        last = Number(rows.at(-1)?.['seq']);
        yield rows.map((row) => ({
          lane: String(row['lane']),
          key: String(row['key']),
          fingerprint: String(row['fingerprint']),
          jobId: String(row['job_id']),
          at: Number(row['created_at']),
          forgetAt: Number(row['forget_at']),
        }));
      }
    },
    close: () => db.close(),
  };
};
