import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { AppError } from '../errors.ts';

const lockName = 'lock.db';
const closedName = 'closed.txt';
const keyName = 'encryption.key';
const keyBytes = 32;

/** The directory with everything that is kept; one running program at a time holds it. */
export type DataDir = {
  /** The path of a file in it; a new one is made readable for this user alone. */
  file(name: string): string;
  /**
   * The 32 bytes that encrypt secrets: `configured` (base64), or those in `encryption.key`, made on first use.
   * @throws AppError `invalid-settings` when either is not 32 bytes; a damaged key is never replaced.
   */
  encryptionKey(options: { configured: string | undefined; randomBytes: (bytes: number) => Buffer }): Buffer;
  /** From now on the program does not start on it, and tells this `reason` (a sentence) instead; `undefined` opens it again. */
  setClosed(reason: string | undefined): void;
  /** Lets another program have it. Happens by itself when the process ends, however it ends. */
  close(): void;
};

/**
 * Makes the directory (mode 0700) where it is missing and takes its lock. `evenIfClosed` is for what closed it.
 * @throws AppError `storage-unavailable` when another program holds it, it was closed, or it cannot be written.
 */
export const openDataDir = ({ path, evenIfClosed = false }: { path: string; evenIfClosed?: boolean }): DataDir => {
  try {
    const made = mkdirSync(path, { recursive: true, mode: 0o700 });
    const names = made === undefined ? readdirSync(path) : [];
    // A directory that holds other things as well is left as open as it is.
    if (names.length === 0 || names.includes(lockName)) chmodSync(path, 0o700);
  } catch (cause) {
    throw cannotUse(path, cause);
  }
  const lock = takeLock(path);
  const closed = join(path, closedName);
  if (!evenIfClosed && existsSync(closed)) {
    lock.close();
    throw new AppError('storage-unavailable', `The data directory ${path} is not in use: ${whyClosed(closed)}`);
  }
  const file = (name: string) => {
    const full = join(path, name);
    try {
      if (!existsSync(full)) closeSync(openSync(full, 'a', 0o600));
    } catch (cause) {
      throw cannotUse(path, cause);
    }
    return full;
  };

  return {
    file,
    encryptionKey({ configured, randomBytes }) {
      if (configured !== undefined)
        return toKey(configured, 'ENCRYPTION_KEY must be 32 bytes in base64, as `openssl rand -base64 32` prints.');
      const full = join(path, keyName);
      try {
        if (!existsSync(full)) writeOnce(full, randomBytes(keyBytes).toString('base64'));
        const damaged = `${full} is damaged. Bring it back from a backup, or set ENCRYPTION_KEY to the key it held.`;
        return toKey(readFileSync(full, 'utf8').trim(), damaged);
      } catch (cause) {
        throw cause instanceof AppError ? cause : cannotUse(path, cause);
      }
    },
    setClosed(reason) {
      try {
        rmSync(closed, { force: true });
        if (reason !== undefined) writeOnce(closed, reason);
      } catch (cause) {
        throw cannotUse(path, cause);
      }
    },
    close: () => lock.close(),
  };
};

const whyClosed = (file: string): string => {
  const advice = `To use it all the same, delete ${file}.`;
  try {
    return `${readFileSync(file, 'utf8').trim()} ${advice}`;
  } catch {
    return advice;
  }
};

/** SQLite's own file lock, since the system drops it when the process dies: https://www.sqlite.org/lang_transaction.html */
const takeLock = (path: string): DatabaseSync => {
  let lock: DatabaseSync | undefined;
  try {
    lock = new DatabaseSync(join(path, lockName), { timeout: 0 });
    lock.exec('BEGIN EXCLUSIVE');
    return lock;
  } catch (cause) {
    lock?.close();
    const inUse = cause instanceof Error && 'errcode' in cause && cause.errcode === sqliteBusy;
    if (!inUse) throw cannotUse(path, cause);
    const advice = 'Stop that one first, or give this one another directory in DATA_DIR.';
    throw new AppError('storage-unavailable', `Another running Guildhook uses the data directory ${path}. ${advice}`);
  }
};

/** https://www.sqlite.org/rescode.html#busy */
const sqliteBusy = 5;

const cannotUse = (path: string, cause: unknown) => {
  const reason = cause instanceof Error && 'code' in cause ? ` (${String(cause.code)})` : '';
  const advice = 'Make it a directory that this user may write, or give another one in DATA_DIR.';
  return new AppError('storage-unavailable', `The data directory ${path} cannot be used${reason}. ${advice}`, {
    cause,
  });
};

const toKey = (text: string, wrong: string): Buffer => {
  const key = Buffer.from(text, 'base64');
  if (key.length !== keyBytes) throw new AppError('invalid-settings', wrong);
  return key;
};

/** Writes a file that is there whole or not at all, and never over another. */
const writeOnce = (full: string, text: string) => {
  const draft = `${full}.new`;
  rmSync(draft, { force: true });
  const handle = openSync(draft, 'wx', 0o600);
  try {
    writeSync(handle, `${text}\n`);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  linkSync(draft, full);
  rmSync(draft);
};
