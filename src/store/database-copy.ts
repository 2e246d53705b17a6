import { chmodSync, closeSync, fsyncSync, openSync } from 'node:fs';
import { backup, DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';
import { storageError } from './sqlite-errors.ts';

/** So many pages at a time, 1 MiB of them: a step is over before anybody else at the disk notices. */
const pagesAtOnce = 256;

/** How far a copy has come, in pages of the database. */
export type CopyProgress = { totalPages: number; remainingPages: number };

/** What {@link copyDatabase} copies, where to, and who hears how far it has come. */
export type DatabaseCopy = { from: string; to: string; progress?: (progress: CopyProgress) => void };

/**
 * Copies a database as it is at this moment into one new file (mode 0600), while programs go on writing to it, and checks
 * the copy. The read transaction around it keeps the copy from beginning anew with each of their writes:
 * https://www.sqlite.org/backup.html, https://nodejs.org/api/sqlite.html#sqlitebackupsourcedb-path-options
 * Rejects with AppError `storage-unavailable`.
 */
export const copyDatabase = async ({ from, to, progress }: DatabaseCopy): Promise<void> => {
  let source: DatabaseSync | undefined;
  try {
    source = new DatabaseSync(from, { readOnly: true, timeout: 5_000 });
    source.exec('BEGIN');
    source.prepare('SELECT count(*) FROM sqlite_schema').get();
    closeSync(openSync(to, 'wx', 0o600));
    await backup(source, to, { rate: pagesAtOnce, ...(progress && { progress }) });
  } catch (cause) {
    throw storageError(from, cause);
  } finally {
    source?.close();
  }
  checkDatabase(to);
  syncFile(to);
};

/**
 * Reads a whole database that no program uses, and folds its journal into it, so that it is one file.
 * @throws AppError `storage-unavailable` when it is damaged.
 */
export const checkDatabase = (file: string): void => {
  let db: DatabaseSync | undefined;
  try {
    db = new DatabaseSync(file, { timeout: 5_000 });
    db.exec('PRAGMA journal_mode = DELETE');
    const faults = db.prepare('PRAGMA integrity_check(1)').all();
    if (faults[0]?.['integrity_check'] !== 'ok') {
      throw new AppError('storage-unavailable', `${file} is damaged: ${String(faults[0]?.['integrity_check'])}.`);
    }
  } catch (cause) {
    throw storageError(file, cause);
  } finally {
    db?.close();
  }
};

/** Sees to it that what was written to a file, or to the list of a folder's files, is on disk. */
export const syncFile = (path: string): void => {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
};

/** Makes a file readable for this user alone. */
export const keepPrivate = (path: string): void => chmodSync(path, 0o600);
