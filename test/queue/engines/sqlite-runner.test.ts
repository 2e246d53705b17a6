import assert from 'node:assert/strict';
import type { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { silentLogger } from '../../../src/logger.ts';
import { openQueueFile } from '../../../src/queue/engines/sqlite-schema.ts';
import { createSqliteEngine } from '../../../src/queue/engines/sqlite.ts';
import { hasCode, heldHandler, jobOf } from '../../contract/job-engine/engine-kind.ts';
import { createFakeClock, turns, until } from '../../fake-clock.ts';
import { setDiskFull, temporaryFile } from './open-files.ts';

const large = 'x'.repeat(50_000);

const open = async (t: TestContext) => {
  const clock = createFakeClock();
  const logged: string[] = [];
  const dbs: DatabaseSync[] = [];
  const engine = await createSqliteEngine({
    file: temporaryFile(t),
    clock,
    log: { ...silentLogger, error: (_, message) => void logged.push(message) },
    idempotencyRetentionMs: 1_000,
    openFile(file) {
      const db = openQueueFile(file);
      dbs.push(db);
      return db;
    },
  });
  const [db] = dbs;
  assert.ok(db);
  return { engine, clock, logged, db };
};

test('while the disk is full nothing is accepted, and everything goes on once there is room', async (t) => {
  const { engine, db } = await open(t);
  const handler = heldHandler();
  await engine.start(handler.handle);
  await engine.add(jobOf('a', 1));
  setDiskFull(db, true);
  const before = engine.stats();
  const refused = [1, 2, 3].map(async (number) => engine.add(jobOf('b', number, { payload: large })));
  for (const add of refused) await assert.rejects(add, hasCode('storage-unavailable'));
  assert.deepEqual(engine.stats(), before);
  await handler.end('a-1');
  assert.equal((await engine.settled('a-1', 1_000))?.state, 'done');
  setDiskFull(db, false);
  assert.equal(await engine.get('b-1'), undefined);
  await engine.add(jobOf('b', 1, { payload: large }));
  await handler.end('b-1');
  assert.deepEqual(handler.given, ['a-1', 'b-1']);
  await engine.stop(0);
});

test('an outcome that cannot be written is written as soon as it can, and the job is not carried out again', async (t) => {
  const { engine, clock, db, logged } = await open(t);
  const handler = heldHandler();
  await engine.start(handler.handle);
  await engine.add(jobOf('a', 1));
  await engine.add(jobOf('a', 2));
  const { save } = await handler.take('a-1');
  setDiskFull(db, true);
  await assert.rejects(save(large), hasCode('storage-unavailable'));
  await handler.end('a-1', { state: 'done', progress: large });
  for (let second = 0; second < 10; second += 1) {
    await turns();
    clock.advance(1_000);
  }
  assert.deepEqual(handler.given, ['a-1'], 'the lane went on before the outcome was on disk');
  assert.ok(logged.length >= 2 && logged.length < 10);
  setDiskFull(db, false);
  clock.advance(60_000);
  assert.equal((await engine.settled('a-1', 1_000))?.state, 'done');
  await handler.end('a-2');
  assert.deepEqual(handler.given, ['a-1', 'a-2']);
  await engine.stop(0);
});

test('a stop does not wait for a disk that cannot be written', async (t) => {
  const { engine, clock, db } = await open(t);
  const handler = heldHandler();
  await engine.start(handler.handle);
  await engine.add(jobOf('a', 1));
  setDiskFull(db, true);
  await handler.end('a-1', { state: 'done', progress: large });
  await turns();
  let isStopped = false;
  void engine.stop(1_000).then(() => (isStopped = true));
  await turns();
  assert.equal(isStopped, false);
  for (const ms of [1_000, 500]) {
    clock.advance(ms);
    await turns();
  }
  assert.equal(isStopped, true);
});

test('a job that cannot be read holds up its own lane alone, until it can', async (t) => {
  const { engine, clock, db, logged } = await open(t);
  const handler = heldHandler();
  await engine.add(jobOf('a', 1));
  await engine.add(jobOf('a', 2));
  await engine.start(handler.handle);
  await handler.take('a-1');
  db.exec(`CREATE TABLE hidden AS SELECT * FROM jobs WHERE id = 'a-2'; DELETE FROM jobs WHERE id = 'a-2'`);
  await handler.end('a-1');
  await until(() => logged.length === 1);
  await engine.add(jobOf('b', 1));
  await handler.end('b-1');
  db.exec('INSERT INTO jobs SELECT * FROM hidden');
  clock.advance(1_000);
  await handler.end('a-2');
  assert.deepEqual(handler.given, ['a-1', 'b-1', 'a-2']);
  await engine.stop(0);
});
