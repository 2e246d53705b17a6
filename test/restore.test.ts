import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { backUp, digestFile } from '../src/backup.ts';
import { readProgress } from '../src/delivery/stored.ts';
import { restore } from '../src/restore.ts';
import { guilds, webhookOf } from './contract/repository/backend-kind.ts';
import { deliveryOf, openData, temporaryFolder } from './data-dirs.ts';
import { createFakeClock } from './fake-clock.ts';

const acceptedAt = 1_700_000_000_000;
const firstDone = JSON.stringify({ results: [{ kind: 'send-message', status: 'done' }], attempts: [] });

/** A backup with a webhook, a delivery that waits, one that waits for another attempt, and one that has ended. */
const start = async (t: TestContext) => {
  const clock = createFakeClock(acceptedAt);
  const folder = temporaryFolder(t);
  const data = await openData(join(folder, 'old'), clock);
  await data.store.webhooks.create(webhookOf(1));
  for (const number of [1, 2, 3]) await data.engine.add(deliveryOf(number, number));
  await data.engine.start(async (job) => {
    if (job.id === 'delivery1') return { state: 'done', progress: firstDone };
    if (job.id === 'delivery2') return { retryAt: clock.now() + 60_000, progress: firstDone };
    return new Promise(() => {});
  });
  await data.engine.settled('delivery1', 5_000);
  while (data.engine.stats().retrying === 0) await new Promise(setImmediate);
  const backup = await backUp({ dataDir: join(folder, 'old'), folder: 'copy', cwd: folder, clock, write: () => {} });
  const stopped = data.close();
  while (!(await Promise.race([stopped.then(() => true), new Promise((resolve) => setImmediate(resolve, false))])))
    clock.advance(500);
  const lines: string[] = [];
  const dataDir = join(folder, 'new');
  const options = { backup, dataDir, force: false, hold: false, clock, write: (line: string) => void lines.push(line) };
  const open = async () => {
    const opened = await openData(dataDir, clock);
    t.after(opened.close);
    return opened;
  };
  return { folder, backup, dataDir, lines, options, open };
};

test('everything is there again, and what was waiting looks for its message before it sends it', async (t) => {
  const { lines, options, open } = await start(t);
  await restore(options);
  assert.match(lines.join('\n'), /2 deliveries were waiting then and go on/);
  const { store, engine } = await open();
  assert.deepEqual(await store.webhooks.list(guilds.a), [webhookOf(1)]);
  assert.equal((await engine.get('delivery1'))?.state, 'done');
  for (const [number, results] of [
    [2, 1],
    [3, 0],
  ] as const) {
    const job = await engine.get(`delivery${number}`);
    assert.ok(job?.state === 'queued');
    const progress = readProgress(job);
    assert.deepEqual([progress.results.length, progress.sentAt], [results, acceptedAt]);
  }
  assert.equal((await engine.add(deliveryOf(1))).status, 'duplicate');
});

test('with hold, nothing that was waiting is carried out', async (t) => {
  const { options, open } = await start(t);
  await restore({ ...options, hold: true });
  const { engine } = await open();
  assert.equal(engine.stats().waiting + engine.stats().retrying, 0);
  for (const [number, statuses] of [
    [2, ['done', 'ambiguous']],
    [3, ['ambiguous', 'skipped']],
  ] as const) {
    const job = await engine.get(`delivery${number}`);
    assert.ok(job?.state === 'ambiguous');
    const { results } = readProgress(job);
    assert.deepEqual(
      results.map(({ status }) => status),
      statuses,
    );
    assert.match(results.find(({ error }) => error)?.error?.message ?? '', /Held back when a backup was restored/);
  }
});

test('a directory in use or with something in it is left alone', async (t) => {
  const { dataDir, options, open } = await start(t);
  const running = await open();
  await assert.rejects(restore({ ...options, force: true }), /Another running Guildhook uses/);
  await running.close();
  const before = readdirSync(dataDir).sort();
  await assert.rejects(restore(options), /is not empty .*--force/);
  assert.deepEqual(readdirSync(dataDir).sort(), before);
});

test('with force, what was there is moved aside and not deleted', async (t) => {
  const { dataDir, lines, options, open } = await start(t);
  const other = await open();
  await other.store.webhooks.create(webhookOf(7));
  await other.close();
  await restore({ ...options, force: true });
  const aside = readdirSync(dataDir).find((name) => name.startsWith('before-restore-')) ?? '';
  assert.ok(lines.join('\n').includes(aside));
  assert.ok(readdirSync(join(dataDir, aside)).includes('store.db'));
  const { store } = await open();
  assert.deepEqual(
    (await store.webhooks.list(guilds.a)).map(({ id }) => id),
    [webhookOf(1).id],
  );
});

test('a backup that was changed, is damaged, unfinished or newer is refused, and nothing is left behind', async (t) => {
  const { backup, dataDir, options, folder } = await start(t);
  const refused = async (shape: RegExp) => {
    await assert.rejects(restore(options), shape);
    assert.deepEqual(existsSync(dataDir) ? readdirSync(dataDir).filter((name) => !name.startsWith('lock')) : [], []);
  };
  const manifestPath = join(backup, 'backup.json');
  const written = readFileSync(manifestPath, 'utf8');
  writeFileSync(manifestPath, written.replace('"format": 1', '"format": 2'));
  await refused(/newer version of this program/);
  writeFileSync(manifestPath, written);

  const queue = join(backup, 'jobs.db');
  const db = new DatabaseSync(queue);
  db.exec('PRAGMA user_version = 99');
  db.close();
  await refused(/jobs\.db is not what was backed up/);
  writeFileSync(manifestPath, written.replace(/(?<="jobs\.db",[^]*?"sha256": ")\w+/, await digestFile(queue)));
  await refused(/newer version of this program \(schema 99/);

  appendFileSync(join(backup, 'store.db'), 'x');
  await refused(/store\.db is not what was backed up/);
  renameSync(manifestPath, join(folder, 'elsewhere.json'));
  await refused(/no whole backup/);
});

test('one that stopped halfway is not started on', async (t) => {
  const { dataDir, options } = await start(t);
  await restore(options);
  writeFileSync(join(dataDir, 'closed.txt'), 'Restoring a backup into it has not come to its end.\n');
  await assert.rejects(openData(dataDir, options.clock), /has not come to its end/);
  await restore({ ...options, force: true, clock: createFakeClock(acceptedAt + 5_000) });
  await (await openData(dataDir, options.clock)).close();
});
