import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { backUp, digestFile, manifest, reasonOf, stampOf } from '../src/backup.ts';
import { webhookOf } from './contract/repository/backend-kind.ts';
import { hasCode } from './contract/job-engine/engine-kind.ts';
import { deliveryOf, openData, temporaryFolder } from './data-dirs.ts';
import { createFakeClock } from './fake-clock.ts';

const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const clock = createFakeClock(Date.UTC(2026, 10, 21, 12, 30));
const start = async (t: TestContext) => {
  const folder = temporaryFolder(t);
  const dataDir = join(folder, 'data');
  const data = await openData(dataDir, clock);
  t.after(data.close);
  const lines: string[] = [];
  const options = { dataDir, cwd: folder, clock, write: (line: string) => void lines.push(line) };
  return { folder, dataDir, data, lines, options };
};

test('what a running program has written is copied whole, for this user alone', async (t) => {
  const { folder, data, lines, options } = await start(t);
  const key = data.dir.encryptionKey({ configured: undefined, randomBytes: (bytes) => Buffer.alloc(bytes, 7) });
  await data.store.webhooks.create(webhookOf(1));
  await data.engine.add(deliveryOf(1));

  const made = await backUp(options);
  assert.equal(made, join(folder, 'guildhook-backup-2026-11-21T12-30-00Z'));
  assert.deepEqual(readdirSync(made).sort(), ['backup.json', 'encryption.key', 'jobs.db', 'store.db']);
  assert.deepEqual(
    [mode(made), ...readdirSync(made).map((name) => mode(join(made, name)))],
    ['700', '600', '600', '600', '600'],
  );
  assert.equal(readFileSync(join(made, 'encryption.key'), 'utf8').trim(), key.toString('base64'));
  const { files, createdAt } = manifest.parse(JSON.parse(readFileSync(join(made, 'backup.json'), 'utf8')));
  assert.equal(createdAt, '2026-11-21T12:30:00.000Z');
  assert.deepEqual(
    files.map(({ name }) => name),
    ['jobs.db', 'store.db', 'encryption.key'],
  );
  for (const { name, sha256 } of files) assert.equal(await digestFile(join(made, name)), sha256);
  assert.equal(lines.filter((line) => line.startsWith('jobs.db')).length, 1);
});

test('nothing is written over, and nothing is made of nothing', async (t) => {
  const { folder, options } = await start(t);
  const there = join(folder, 'there');
  mkdirSync(there);
  await assert.rejects(backUp({ ...options, folder: there }), /is there already/);
  await assert.rejects(backUp({ ...options, dataDir: there }), /nothing to back up .*DATA_DIR/);
  assert.deepEqual(readdirSync(there), []);
  await assert.rejects(backUp({ ...options, redisUrl: 'redis://127.0.0.1' }), /everything is in Redis/);
});

test('a damaged database is told, and leaves no folder that looks like a backup', async (t) => {
  const { folder, dataDir, data, options } = await start(t);
  await data.close();
  writeFileSync(join(dataDir, 'store.db'), 'not a database, but longer than its header would be'.repeat(50));
  await assert.rejects(backUp({ ...options, folder: 'copy' }), hasCode('storage-unavailable'));
  assert.deepEqual(readdirSync(folder), ['data']);
  assert.equal(existsSync(join(folder, 'copy')), false);
});

test('times stand in names, and failures of the file system by their code', () => {
  assert.equal(stampOf(0), '1970-01-01T00-00-00Z');
  assert.equal(reasonOf(Object.assign(new Error('x'), { code: 'ENOSPC' })), 'ENOSPC');
  assert.match(reasonOf('x'), /not known/);
});
