import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { openQueueFile } from '../../../src/queue/engines/sqlite-schema.ts';
import { hasCode } from '../../contract/job-engine/engine-kind.ts';
import { temporaryFile } from './open-files.ts';

const pragma = (db: DatabaseSync, name: string) => db.prepare(`PRAGMA ${name}`).get()?.[name];
const failsWith = (file: string, text: RegExp) =>
  assert.throws(
    () => openQueueFile(file),
    (error) => {
      assert.ok(hasCode('storage-unavailable')(error) && error instanceof Error);
      assert.match(error.message, text);
      return true;
    },
  );

test('a new file is made durable: every commit is on disk', (t) => {
  const db = openQueueFile(temporaryFile(t));
  assert.equal(pragma(db, 'journal_mode'), 'wal');
  assert.equal(pragma(db, 'synchronous'), 2);
  assert.equal(pragma(db, 'auto_vacuum'), 2);
  assert.equal(pragma(db, 'user_version'), 1);
  db.close();
});

test('a file of the same version is opened as it is', (t) => {
  const file = temporaryFile(t);
  const first = openQueueFile(file);
  first.exec(`INSERT INTO jobs VALUES (1, 'id', 'guild', 'lane', 'done', 0, 0, 0, 0, 0, '', '')`);
  first.close();
  const again = openQueueFile(file);
  assert.equal(again.prepare('SELECT count(*) AS count FROM jobs').get()?.['count'], 1);
  again.close();
});

test('a file of a newer version is refused and left alone', (t) => {
  const file = temporaryFile(t);
  const db = new DatabaseSync(file);
  db.exec('PRAGMA user_version = 99');
  db.close();
  failsWith(file, /newer version .*schema 99; this version knows 1.*Start that version again/);
});

test('a file that is none of SQLite, and one that cannot be made, are told apart', (t) => {
  const file = temporaryFile(t);
  writeFileSync(file, 'no database'.repeat(1_000));
  failsWith(file, /it is not a SQLite file/);
  failsWith(`${file}/below`, /it cannot be opened/);
});
