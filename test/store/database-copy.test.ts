import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { checkDatabase, copyDatabase, keepPrivate, syncFile } from '../../src/store/database-copy.ts';
import { hasCode } from '../contract/job-engine/engine-kind.ts';
import { temporaryFile } from '../queue/engines/open-files.ts';

const rows = 4_000;
const open = (file: string) => {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT)');
  const insert = db.prepare('INSERT INTO t (text) VALUES (?)');
  db.exec('BEGIN');
  for (let n = 0; n < rows; n += 1) insert.run('x'.repeat(1_000));
  db.exec('COMMIT');
  return { db, insert };
};
const count = (file: string) => {
  const db = new DatabaseSync(file, { readOnly: true });
  const found = Number(db.prepare('SELECT count(*) AS n FROM t').get()?.['n']);
  db.close();
  return found;
};

test('a copy is of one moment, however much is written meanwhile, and is one file', async (t) => {
  const from = temporaryFile(t, 'from.db');
  const to = `${from}.copy`;
  const { db, insert } = open(from);
  t.after(() => db.close());
  const left: number[] = [];
  let written = 0;
  await copyDatabase({
    from,
    to,
    progress({ remainingPages }) {
      left.push(remainingPages);
      insert.run('meanwhile');
      written += 1;
    },
  });
  assert.ok(written > 1, 'it is copied in steps');
  assert.deepEqual(
    left,
    left.toSorted((a, b) => b - a),
    'no write makes it begin anew',
  );
  assert.equal(count(to), rows);
  assert.equal(count(from), rows + written);
  assert.equal(existsSync(`${to}-wal`), false);
  assert.equal(statSync(to).mode & 0o777, 0o600);
});

test('an existing file is not written over', async (t) => {
  const from = temporaryFile(t, 'from.db');
  open(from).db.close();
  writeFileSync(`${from}.copy`, 'mine');
  await assert.rejects(copyDatabase({ from, to: `${from}.copy` }), hasCode('storage-unavailable'));
  assert.equal(readFileSync(`${from}.copy`, 'utf8'), 'mine');
});

test('damage is found', (t) => {
  const file = temporaryFile(t, 'from.db');
  open(file).db.close();
  checkDatabase(file);
  const bytes = readFileSync(file);
  bytes.fill(0xff, 8_192, 20_000);
  writeFileSync(file, bytes);
  assert.throws(() => checkDatabase(file), hasCode('storage-unavailable'));
});

test('a file is kept for this user alone, and what cannot be synced is told', (t) => {
  const file = temporaryFile(t, 'a');
  writeFileSync(file, '', { mode: 0o644 });
  keepPrivate(file);
  syncFile(file);
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.throws(() => syncFile(`${file}.none`), /ENOENT/);
});
