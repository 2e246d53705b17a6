import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../../errors.ts';
import type { Failpoint } from '../../failpoint.ts';
import { storageError } from '../../store/sqlite-errors.ts';

/**
 * Step n brings a file of version n to n + 1; a released step never changes.
 *
 * A job waits in its lane (`retrying = 0`), or has left it until `run_at` (`retrying = 1`), or has ended. The partial
 * indexes hold only what has not ended, so that finding the next one costs the same however much is stored.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE jobs (
    seq INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    guild_id TEXT NOT NULL,
    lane TEXT NOT NULL,
    state TEXT NOT NULL,
    retrying INTEGER NOT NULL,
    bytes INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    run_at INTEGER NOT NULL,
    finished_at INTEGER,
    progress TEXT NOT NULL,
    payload TEXT NOT NULL
  ) STRICT;
  CREATE INDEX jobs_waiting ON jobs (lane, seq, bytes) WHERE state = 'queued' AND retrying = 0;
  CREATE INDEX jobs_retrying ON jobs (run_at, seq, lane, bytes) WHERE state = 'queued' AND retrying = 1;
  CREATE INDEX jobs_ended ON jobs (finished_at) WHERE finished_at IS NOT NULL;
  CREATE INDEX jobs_guild ON jobs (guild_id);
  CREATE INDEX jobs_lane ON jobs (lane);
  CREATE INDEX jobs_troubled ON jobs (guild_id, state) WHERE state NOT IN ('queued', 'done');
  CREATE TABLE idempotency (
    seq INTEGER PRIMARY KEY,
    lane TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    job_id TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    forget_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX idempotency_key ON idempotency (lane, key);
  CREATE INDEX idempotency_forget ON idempotency (forget_at) WHERE forget_at IS NOT NULL;
  `,
  // A row is there only while no program runs that could be interrupted.
  'CREATE TABLE clean_stop (at INTEGER NOT NULL) STRICT;',
];

/** Where a file's faults are told: the sentence begins with it. */
export const queueName = 'The queue (jobs.db)';

/**
 * Opens or creates the queue's file and brings it to this version's schema, or to that of the program which knows `steps`.
 * @throws AppError `storage-unavailable` when it cannot be opened, or was written by a newer version of this program.
 */
export const openQueueFile = (file: string, steps = migrations, failpoint?: Failpoint): DatabaseSync => {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 5_000 });
    // Takes effect only in a new file: https://www.sqlite.org/pragma.html#pragma_auto_vacuum
    db.exec('PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    db.exec('PRAGMA wal_autocheckpoint = 2000; PRAGMA journal_size_limit = 16777216; PRAGMA cache_size = -16384');
    migrate(db, steps, failpoint);
    return db;
  } catch (error) {
    db?.close();
    throw storageError(queueName, error);
  }
};

const migrate = (db: DatabaseSync, steps: readonly string[], failpoint?: Failpoint) => {
  const version = Number(db.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > steps.length)
    throw new AppError(
      'storage-unavailable',
      `${queueName} was written by a newer version of this program (schema ${version}; this version knows ${steps.length}). ` +
        'Start that version again, or bring the file back from a backup made before it.',
    );
  for (const [step, sql] of steps.entries()) {
    if (step < version) continue;
    failpoint?.('migration:before');
    db.exec(`BEGIN IMMEDIATE; ${sql} PRAGMA user_version = ${step + 1}; COMMIT`);
    failpoint?.('migration:after');
  }
};
