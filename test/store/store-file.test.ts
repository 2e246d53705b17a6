import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { createSqliteBackend } from '../../src/store/backends/sqlite.ts';
import { openStoreFile } from '../../src/store/store-file.ts';
import { hasCode } from '../contract/job-engine/engine-kind.ts';
import { temporaryFile } from '../queue/engines/open-files.ts';

test('what a running program wrote is read as it was given, in order', async (t) => {
  const path = temporaryFile(t, 'store.db');
  const shelf = await createSqliteBackend(path).open('webhooks');
  t.after(() => shelf.close());
  await shelf.set('record/b', { text: ':base64:eA==', list: [1, null] });
  await shelf.set('record/a', 'ä');
  const file = openStoreFile(path);
  t.after(file.close);
  assert.deepEqual(file.collections(), ['webhooks']);
  assert.deepEqual(file.entries('webhooks'), [
    { key: 'record/b', value: { text: ':base64:eA==', list: [1, null] } },
    { key: 'record/a', value: 'ä' },
  ]);
  await shelf.set('record/c', 3);
  assert.equal(file.entries('webhooks').length, 3);
  assert.deepEqual(file.entries('none'), []);
});

test('a value that cannot be read is told apart, and a file that is none too', async (t) => {
  const path = temporaryFile(t, 'store.db');
  const shelf = await createSqliteBackend(path).open('webhooks');
  await shelf.set('record/a', 1);
  await shelf.close();
  const db = new DatabaseSync(path);
  db.exec("UPDATE webhooks SET value = 'torn {'");
  db.close();
  const file = openStoreFile(path);
  assert.deepEqual(file.entries('webhooks'), [{ key: 'record/a', value: undefined }]);
  file.close();
  assert.throws(() => openStoreFile(`${path}.none`), hasCode('storage-unavailable'));
  assert.equal(readdirSync(dirname(path)).includes('store.db.none'), false);
});
