import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { createSqliteBackend } from '../../../src/store/backends/sqlite.ts';
import { hasCode } from '../../contract/job-engine/engine-kind.ts';
import { temporaryFile } from '../../queue/engines/open-files.ts';

test('each collection has a table of its own in one file, in WAL mode', async (t) => {
  const file = temporaryFile(t, 'store.db');
  const backend = createSqliteBackend(file);
  const shelves = [await backend.open('webhooks'), await backend.open('keys')];
  await Promise.all(shelves.map(async (shelf, index) => shelf.set('same', index)));
  assert.deepEqual(await Promise.all(shelves.map(async (shelf) => shelf.get('same'))), [0, 1]);
  const db = new DatabaseSync(file);
  const tables = db.prepare(`SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name`).all();
  assert.deepEqual(
    tables.map(({ name }) => name),
    ['keys', 'webhooks'],
  );
  assert.equal(db.prepare('PRAGMA journal_mode').get()?.['journal_mode'], 'wal');
  db.close();
  for (const shelf of shelves) await shelf.close();
});

test('a file that cannot be opened, or is damaged below, is storage-unavailable', async (t) => {
  const file = temporaryFile(t, 'store.db');
  await assert.rejects(createSqliteBackend(`${file}/below`).open('keys'), hasCode('storage-unavailable'));
  const shelf = await createSqliteBackend(file).open('keys');
  const db = new DatabaseSync(file);
  db.exec('DROP TABLE keys');
  db.close();
  for (const call of [shelf.get('a'), shelf.getMany(['a']), shelf.set('a', 1), shelf.delete('a'), shelf.keys('a')])
    await assert.rejects(call, hasCode('storage-unavailable'));
  await shelf.close();
});
