import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { digestFile, manifest, manifestFile, reasonOf, stampOf } from './backup.ts';
import type { Clock } from './clock.ts';
import { readInput, readProgress } from './delivery/stored.ts';
import type { ActionResult } from './domain/delivery.ts';
import { AppError } from './errors.ts';
import type { Job } from './queue/job-engine.ts';
import { rewriteQueued, type Rewritten } from './queue/engines/sqlite-rewrite.ts';
import { openDataDir } from './store/data-dir.ts';
import { checkDatabase, keepPrivate, syncFile } from './store/database-copy.ts';
import { openStoreFile } from './store/store-file.ts';

/** What {@link restore} needs; `write` shows lines. */
export type RestoreOptions = {
  backup: string;
  dataDir: string;
  /** What is in the data directory is moved aside, into a folder in it. */
  force: boolean;
  /** What was waiting is not carried out: it ends as `ambiguous`, for people to decide. */
  hold: boolean;
  clock: Clock;
  write: (line: string) => void;
};

/** What belongs to a data directory beside its lock, with SQLite's own files beside the databases. */
const dataFile = /^((jobs|store)\.db(-wal|-shm|-journal)?|encryption\.key|migration\.id)$/;
const unfinished = 'Restoring a backup into it has not come to its end. Run the restore again, with --force.';

const heldError = {
  code: 'ambiguous' as const,
  message:
    'Held back when a backup was restored: it was waiting when the backup was made, and may have been carried out since. Look in the server, then replay it if it was not.',
};

/** Ends a delivery before its next action. */
const held = (job: Job): Rewritten => {
  const { actions } = readInput(job).webhook.definition;
  const { results, attempts } = readProgress(job);
  const left = actions
    .slice(results.length)
    .map(({ kind }, index): ActionResult =>
      index === 0 ? { kind, status: 'ambiguous', error: heldError } : { kind, status: 'skipped' },
    );
  return { state: 'ambiguous', progress: JSON.stringify({ results: [...results, ...left], attempts }) };
};

/** Lets a delivery look for its next message before sending it, since it may have been sent after the backup was made. */
const careful = (job: Job): Rewritten => {
  const progress = readProgress(job);
  return { progress: JSON.stringify({ ...progress, sentAt: progress.sentAt ?? job.createdAt }) };
};

const damaged = (backup: string, why: string, cause?: unknown) =>
  new AppError('storage-unavailable', `${backup} cannot be restored: ${why}.`, { cause });

const readManifest = (backup: string) => {
  try {
    return manifest.parse(JSON.parse(readFileSync(join(backup, manifestFile), 'utf8')));
  } catch (cause) {
    const why =
      cause instanceof z.ZodError
        ? (cause.issues[0]?.message ?? 'it is damaged')
        : `it is no whole backup of Guildhook; there is no ${manifestFile} in it that can be read`;
    throw damaged(backup, why, cause);
  }
};

const checkStore = (file: string) => {
  const store = openStoreFile(file);
  try {
    store.requireVersion();
  } finally {
    store.close();
  }
};

/**
 * Puts a backup into a data directory that no program uses, once all of it was checked. Nothing is deleted, and if it ends
 * halfway, the program does not start on what is there. Rejects with AppError.
 */
export const restore = async ({ backup, dataDir, force, hold, clock, write }: RestoreOptions): Promise<void> => {
  const { createdAt, files } = readManifest(backup);
  for (const { name, sha256 } of files) {
    const path = join(backup, name);
    const digest = await digestFile(path).catch((cause: unknown) => {
      throw damaged(backup, `${name} cannot be read (${reasonOf(cause)})`, cause);
    });
    if (digest !== sha256) throw damaged(backup, `${name} is not what was backed up`);
  }

  const dir = openDataDir({ path: dataDir, evenIfClosed: true });
  const draft = join(dataDir, `restoring-${stampOf(clock.now())}`);
  const aside = join(dataDir, `before-restore-${stampOf(clock.now())}`);
  let isMoving = false;
  try {
    const old = readdirSync(dataDir).filter((name) => dataFile.test(name));
    if (old.length > 0 && !force)
      throw new AppError(
        'storage-unavailable',
        `${dataDir} is not empty (${old.join(', ')}). Give another directory in DATA_DIR, or --force to move these files aside.`,
      );
    mkdirSync(draft, { mode: 0o700 });
    for (const { name } of files) {
      copyFileSync(join(backup, name), join(draft, name));
      keepPrivate(join(draft, name));
      if (name.endsWith('.db')) checkDatabase(join(draft, name));
    }
    if (existsSync(join(draft, 'store.db'))) checkStore(join(draft, 'store.db'));
    const queue = join(draft, 'jobs.db');
    const waiting = existsSync(queue) ? rewriteQueued(queue, clock.now(), hold ? held : careful) : 0;
    for (const { name } of files) syncFile(join(draft, name));

    isMoving = true;
    dir.setClosed(unfinished);
    if (old.length > 0) mkdirSync(aside, { mode: 0o700 });
    for (const name of old) renameSync(join(dataDir, name), join(aside, name));
    for (const name of readdirSync(draft)) renameSync(join(draft, name), join(dataDir, name));
    rmdirSync(draft);
    syncFile(dataDir);
    dir.setClosed(undefined);

    if (old.length > 0) write(`What was in ${dataDir} is now in ${aside}.`);
    write(`${dataDir} is as it was on ${createdAt}.`);
    if (waiting > 0)
      write(
        hold
          ? `${waiting} deliveries were waiting then; they are held back as ambiguous. See /webhook logs, and replay what is missing.`
          : `${waiting} deliveries were waiting then and go on at the next start. Messages are looked for before they are sent again.`,
      );
  } catch (cause) {
    if (!isMoving) rmSync(draft, { recursive: true, force: true });
    if (cause instanceof AppError) throw cause;
    throw new AppError('storage-unavailable', `${dataDir} cannot be written: ${reasonOf(cause)}.`, { cause });
  } finally {
    dir.close();
  }
};
