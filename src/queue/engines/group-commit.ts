import type { DatabaseSync } from 'node:sqlite';
import type { Failpoint } from '../../failpoint.ts';
import { isRefusedStatement } from '../../store/sqlite-errors.ts';

/** Writes that share a transaction with all others asked for in the same turn of the event loop, so that one fsync serves them all. */
export type GroupCommit = {
  /**
   * Runs `apply` inside the next transaction; resolves with what it gave once that is on disk. What `apply` throws
   * rejects this write alone; when the store fails, every write of the transaction is undone and rejects with
   * `storage-unavailable`.
   */
  write<Result>(apply: () => Result): Promise<Result>;
  /** Commits at once what was asked for so far. */
  flush(): void;
};

type Write = { run(): void; resolve(): void; reject(error: unknown): void };

/** So many writes at most in one transaction, so that none holds up the event loop for long. */
const mostWrites = 4_096;

/** Group commit over one connection; `toError` puts the store's faults into words. Without writes nothing runs, not even a timer. */
export const createGroupCommit = (
  db: DatabaseSync,
  toError: (cause: unknown) => unknown,
  failpoint?: Failpoint,
): GroupCommit => {
  const begin = db.prepare('BEGIN IMMEDIATE');
  const commit = db.prepare('COMMIT');
  let writes: Write[] = [];

  const flushSome = () => {
    const group = writes.length > mostWrites ? writes.splice(0, mostWrites) : writes;
    if (group === writes) writes = [];
    else setImmediate(flushSome);
    if (group.length === 0) return;
    const applied: Write[] = [];
    try {
      begin.run();
      for (const write of group) {
        try {
          write.run();
          applied.push(write);
        } catch (error) {
          // SQLite undoes the whole transaction by itself after some faults: https://www.sqlite.org/lang_transaction.html
          if (!isRefusedStatement(error) || !db.isTransaction) throw error;
          write.reject(error);
        }
      }
      failpoint?.('commit:before');
      commit.run();
      failpoint?.('commit:after');
    } catch (cause) {
      rollBack();
      const error = toError(cause);
      for (const write of group) write.reject(error);
      return;
    }
    for (const write of applied) write.resolve();
  };
  const rollBack = () => {
    try {
      if (db.isTransaction) db.exec('ROLLBACK');
    } catch {
      // The next BEGIN tells; there is nothing else to be done about it here.
    }
  };

  return {
    write<Result>(apply: () => Result) {
      return new Promise<Result>((resolve, reject) => {
        let result: Result;
        if (writes.length === 0) setImmediate(flushSome);
        writes.push({ run: () => void (result = apply()), resolve: () => resolve(result), reject });
      });
    },
    flush() {
      while (writes.length > 0) flushSome();
    },
  };
};
