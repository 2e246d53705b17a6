import { AppError } from '../errors.ts';

/** SQLite's primary result codes that are told apart: https://www.sqlite.org/rescode.html */
const resultCodes = {
  busy: 5,
  readonly: 8,
  ioError: 10,
  corrupt: 11,
  full: 13,
  cannotOpen: 14,
  tooBig: 18,
  constraint: 19,
  notADatabase: 26,
};

const explanations = new Map([
  [resultCodes.busy, 'it is in use by another program; stop that program'],
  [resultCodes.readonly, 'it is read-only; make the data directory writable for this program'],
  [resultCodes.ioError, 'the disk reports an error; look at the disk and its mount'],
  [resultCodes.corrupt, 'it is damaged; stop the program and bring the file back from a backup'],
  [resultCodes.full, 'the disk is full; make room'],
  [resultCodes.cannotOpen, 'it cannot be opened; look at the data directory and its permissions'],
  [resultCodes.notADatabase, 'it is not a SQLite file; move it away or bring it back from a backup'],
]);

/** SQLite's primary result code of what was thrown; `undefined` for anything that SQLite did not throw. */
const resultCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;

/** Whether a statement was refused for what it was given, so that others of the same transaction may go on. */
export const isRefusedStatement = (error: unknown): boolean => {
  const code = resultCode(error);
  return code === undefined || code === resultCodes.constraint || code === resultCodes.tooBig;
};

/** What SQLite threw as an AppError `storage-unavailable` that says what to do; `what` begins its sentence (`The queue`). */
export const storageError = (what: string, cause: unknown): AppError => {
  if (cause instanceof AppError) return cause;
  const why = explanations.get(resultCode(cause) ?? -1) ?? 'the reason is in the log';
  return new AppError('storage-unavailable', `${what} cannot be read or written: ${why}.`, {
    cause,
    retryAfterMs: 5_000,
  });
};
