import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { migrations, openQueueFile } from '../../../src/queue/engines/sqlite-schema.ts';
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
  assert.equal(pragma(db, 'user_version'), migrations.length);
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
  failsWith(file, /newer version .*schema 99; this version knows \d+.*Start that version again/);
  const after = new DatabaseSync(file);
  assert.equal(pragma(after, 'user_version'), 99);
  after.close();
});

test('a file that is none of SQLite, and one that cannot be made, are told apart', (t) => {
  const file = temporaryFile(t);
  writeFileSync(file, 'no database'.repeat(1_000));
  failsWith(file, /it is not a SQLite file/);
  failsWith(`${file}/below`, /it cannot be opened/);
});

const schemaOf = (db: DatabaseSync) => db.prepare('SELECT name, sql FROM sqlite_schema ORDER BY name').all();

test('a file of every earlier version is brought to the same schema, with all its jobs', (t) => {
  const fresh = openQueueFile(temporaryFile(t));
  for (let version = 1; version < migrations.length; version += 1) {
    const file = temporaryFile(t);
    const old = openQueueFile(file, migrations.slice(0, version));
    assert.equal(pragma(old, 'user_version'), version);
    old.exec(`INSERT INTO jobs VALUES (1, 'id', 'guild', 'lane', 'queued', 0, 4, 1, 1, NULL, '', 'text')`);
    old.close();
    const now = openQueueFile(file);
    assert.equal(pragma(now, 'user_version'), migrations.length);
    assert.deepEqual(schemaOf(now), schemaOf(fresh));
    assert.equal(now.prepare('SELECT payload FROM jobs').get()?.['payload'], 'text');
    now.close();
  }
  fresh.close();
});

test('a step that fails changes nothing, and the steps before it stay done', (t) => {
  const file = temporaryFile(t);
  const steps = [...migrations, 'ALTER TABLE jobs ADD COLUMN extra TEXT; INSERT INTO nowhere VALUES (1);'];
  openQueueFile(file, migrations.slice(0, 1)).close();
  assert.throws(() => openQueueFile(file, steps), hasCode('storage-unavailable'));
  const db = openQueueFile(file);
  assert.equal(pragma(db, 'user_version'), migrations.length);
  assert.throws(() => db.prepare('SELECT extra FROM jobs'), /no such column/);
  db.close();
});

test('an older program refuses the file of a newer one', (t) => {
  const file = temporaryFile(t);
  openQueueFile(file).close();
  assert.throws(() => openQueueFile(file, migrations.slice(0, -1)), hasCode('storage-unavailable'));
});
