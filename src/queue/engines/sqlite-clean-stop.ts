import type { DatabaseSync } from 'node:sqlite';
import type { Statements } from './sqlite-statements.ts';

/** Knows which jobs a program that ended without warning may have had in hand. */
export type CleanStop = {
  /** Whether this job may have been under way then; told once of each. `due`: it is handed out for another attempt. */
  wasInterrupted(job: { seq: number; runAt: number }, due: boolean): boolean;
  /** To be called last: writes down that nothing was left under way, unless it was, or somebody has yet to hear of an earlier end. */
  mark(leftUnderWay: boolean): void;
};

/**
 * Reads and takes away the mark of a clean stop. Without one the first job of each lane and everything that was due may
 * have been under way. `heads`: numbers of the first jobs; `now` in ms since 1970.
 */
export const createCleanStop = ({
  db,
  statements,
  heads,
  now,
}: {
  db: DatabaseSync;
  statements: Pick<Statements, 'dueAfter'>;
  heads: readonly number[];
  now: number;
}): CleanStop => {
  const wasClean = db.prepare('SELECT at FROM clean_stop').get() !== undefined;
  if (wasClean) db.exec('DELETE FROM clean_stop');
  const untold = new Set(wasClean ? [] : heads);
  const dueThen = wasClean ? -1 : now;

  return {
    wasInterrupted: ({ seq, runAt }, due) => (due ? runAt <= dueThen : untold.delete(seq)),
    mark(leftUnderWay) {
      const told = untold.size === 0 && statements.dueAfter(-1, -1, dueThen, 1).length === 0;
      if (told && !leftUnderWay) db.prepare('INSERT INTO clean_stop VALUES (?)').run(now);
    },
  };
};
