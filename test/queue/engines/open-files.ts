import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import type { TestContext } from 'node:test';

/** A path in a directory of its own that is removed after the test. */
export const temporaryFile = (t: TestContext, name = 'jobs.db'): string => {
  const dir = mkdtempSync(join(tmpdir(), 'guildhook-'));
  t.after(() => rmSync(dir, { recursive: true }));
  return join(dir, name);
};

/** As if the disk were full from now on (`true`), or had room again: https://www.sqlite.org/pragma.html#pragma_max_page_count */
export const setDiskFull = (db: DatabaseSync, full: boolean): void => {
  db.exec(`PRAGMA max_page_count = ${full ? 1 : 1_000_000}`);
};
