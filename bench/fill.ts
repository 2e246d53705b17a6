import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

const numbers = 'WITH RECURSIVE counted(n) AS (SELECT ?1 UNION ALL SELECT n + 1 FROM counted WHERE n < ?2)';

/** So many rows at a time, so that the program can write between them. */
const step = 20_000;

const inSteps = (count: number, insert: (first: number, last: number) => void) => {
  for (let first = 1; first <= count; first += step) insert(first, Math.min(first + step - 1, count));
};

const open = (file: string) => {
  const db = new DatabaseSync(file, { timeout: 30_000 });
  db.exec('PRAGMA synchronous = OFF');
  return db;
};

const columnsOf = (db: DatabaseSync, table: string): string[] =>
  db
    .prepare('SELECT name FROM pragma_table_info(?)')
    .all(table)
    .map(({ name }) => String(name));

/** Stores `count` copies of the webhook `id` under ids of their own, while the program runs; gives those ids. */
export const fillWebhooks = (dataDir: string, id: string, count: number): string[] => {
  const db = open(join(dataDir, 'store.db'));
  const renamed = (column: string) => `replace("${column}", '${id}', printf('%016d', n))`;
  const columns = columnsOf(db, 'webhooks');
  const values = columns.map((column) => (/^(key|value)$/.test(column) ? renamed(column) : `"${column}"`));
  const insert = db.prepare(
    `${numbers} INSERT INTO webhooks (${columns.map((column) => `"${column}"`).join(', ')})
     SELECT ${values.join(', ')} FROM webhooks, counted WHERE key LIKE '%record/${id}'`,
  );
  inSteps(count, (first, last) => void insert.run(first, last));
  db.close();
  return Array.from({ length: count }, (_, index) => String(index + 1).padStart(16, '0'));
};

/** Stores `count` copies of a delivery that has ended, while the program runs: numbered below all of its own. */
export const fillDeliveries = (dataDir: string, count: number): void => {
  const db = open(join(dataDir, 'jobs.db'));
  const columns = columnsOf(db, 'jobs');
  const values = columns.map((column) => {
    if (column === 'seq') return '-n';
    // Of one guild only so many are kept.
    if (column === 'guild_id') return `printf('9%017d', n % 100)`;
    return column === 'id' ? `printf('%020d', n)` : `"${column}"`;
  });
  const insert = db.prepare(
    `${numbers} INSERT INTO jobs (${columns.join(', ')})
     SELECT ${values.join(', ')} FROM (SELECT * FROM jobs WHERE state = 'done' AND seq > 0 LIMIT 1), counted`,
  );
  inSteps(count, (first, last) => void insert.run(first, last));
  db.close();
};
