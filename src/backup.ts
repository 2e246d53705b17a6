import { createHash } from 'node:crypto';
import {
  copyFileSync,
  createReadStream,
  existsSync,
  mkdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import { AppError } from './errors.ts';
import { copyDatabase, keepPrivate, syncFile } from './store/database-copy.ts';

/**
 * The queue first and the store after it, so that a key or webhook of which a delivery tells is in the copy or was deleted;
 * a delivery holds its webhook's definition itself. The key last: what is encrypted in the copies, it decrypts.
 */
const databases = ['jobs.db', 'store.db'];
const keyFile = 'encryption.key';

/** What tells that a folder is a whole backup; it is written last. */
export const manifestFile = 'backup.json';

/** What a backup's `backup.json` says; sizes in bytes, `sha256` in hex, `createdAt` in ISO 8601. */
export const manifest = z.object({
  format: z.literal(1, 'was made by a newer version of this program'),
  createdAt: z.string(),
  files: z.array(z.object({ name: z.enum([...databases, keyFile]), bytes: z.number(), sha256: z.string() })),
});

const shownEveryMs = 1_000;
const mebibyte = 1_048_576;

/** What {@link backUp} needs. `folder`, which must not exist, is `guildhook-backup-<time>` in `cwd` without it. `write` shows lines. */
export type BackupOptions = {
  dataDir: string;
  redisUrl?: string | undefined;
  folder?: string | undefined;
  cwd: string;
  clock: Clock;
  write: (line: string) => void;
};

/** A point in time as it may stand in a file's name. */
export const stampOf = (ms: number): string => new Date(ms).toISOString().replaceAll(':', '-').replace(/\..*/, 'Z');

/**
 * Copies everything in a data directory into a new folder (mode 0700), also while a program uses it; gives the folder's path.
 * Rejects with AppError, and leaves nothing behind then.
 */
export const backUp = async ({ dataDir, redisUrl, folder, cwd, clock, write }: BackupOptions): Promise<string> => {
  if (redisUrl !== undefined)
    throw new AppError(
      'invalid-settings',
      'With REDIS_URL everything is in Redis: back that up by its own means (docs/scaling.md). To copy DATA_DIR all the same, run this without REDIS_URL.',
    );
  const target = resolve(cwd, folder ?? `guildhook-backup-${stampOf(clock.now())}`);
  const draft = `${target}.unfinished`;
  if (!databases.some((name) => existsSync(join(dataDir, name))))
    throw new AppError(
      'storage-unavailable',
      `There is nothing to back up in ${dataDir}. Set DATA_DIR to the right one.`,
    );
  if (existsSync(target))
    throw new AppError('storage-unavailable', `${target} is there already. Give another name, or move it away.`);

  const createdAt = new Date(clock.now()).toISOString();
  const copy = async (name: string) => {
    let shownAt = clock.now();
    const progress = ({ totalPages, remainingPages }: { totalPages: number; remainingPages: number }) => {
      if (clock.now() - shownAt < shownEveryMs) return;
      shownAt = clock.now();
      write(`${name}: ${Math.floor(100 - (remainingPages / totalPages) * 100)} %`);
    };
    await copyDatabase({ from: join(dataDir, name), to: join(draft, name), progress });
  };
  try {
    rmSync(draft, { recursive: true, force: true });
    mkdirSync(draft, { recursive: true, mode: 0o700 });
    for (const name of databases) if (existsSync(join(dataDir, name))) await copy(name);
    if (existsSync(join(dataDir, keyFile))) {
      copyFileSync(join(dataDir, keyFile), join(draft, keyFile));
      keepPrivate(join(draft, keyFile));
      syncFile(join(draft, keyFile));
    }
    const names = [...databases, keyFile].filter((name) => existsSync(join(draft, name)));
    const files = await Promise.all(
      names.map(async (name) => {
        const path = join(draft, name);
        return { name, bytes: statSync(path).size, sha256: await digestFile(path) };
      }),
    );
    writeFileSync(join(draft, manifestFile), `${JSON.stringify({ format: 1, createdAt, files }, null, 2)}\n`, {
      mode: 0o600,
      flush: true,
    });
    syncFile(draft);
    renameSync(draft, target);
    syncFile(dirname(target));
    for (const { name, bytes } of files) write(`${name}: ${(bytes / mebibyte).toFixed(1)} MiB`);
    return target;
  } catch (cause) {
    rmSync(draft, { recursive: true, force: true });
    if (cause instanceof AppError) throw cause;
    throw new AppError('storage-unavailable', `The backup cannot be written to ${target}: ${reasonOf(cause)}.`, {
      cause,
    });
  }
};

/** What a failure of the file system says for itself: `ENOSPC`. */
export const reasonOf = (cause: unknown): string =>
  cause instanceof Error && 'code' in cause ? String(cause.code) : 'the reason is not known';

/** The SHA-256 of a file, hex. Rejects as reading it does. */
export const digestFile = async (path: string): Promise<string> => {
  const hash = createHash('sha256');
  await pipeline(createReadStream(path), hash);
  return hash.digest('hex');
};
