import assert from 'node:assert/strict';
import { copyFileSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { silentLogger } from '../../../src/logger.ts';
import type { Job, JobEngine, JobHandler } from '../../../src/queue/job-engine.ts';
import { createSqliteEngine } from '../../../src/queue/engines/sqlite.ts';
import { done, heldHandler, jobOf } from '../../contract/job-engine/engine-kind.ts';
import { createFakeClock, turns, until, type FakeClock } from '../../fake-clock.ts';
import { temporaryFile } from './open-files.ts';

const setUp = (t: TestContext) => {
  const clock = createFakeClock();
  const open = (file: string) =>
    createSqliteEngine({ file, clock, log: silentLogger, idempotencyRetentionMs: 1_000, concurrency: 8 });
  /** The file as it would be after the power went now. */
  const crash = (file: string) => {
    const copy = temporaryFile(t);
    for (const end of ['', '-wal']) copyFileSync(`${file}${end}`, `${copy}${end}`);
    return copy;
  };
  return { clock, open, crash, file: temporaryFile(t) };
};

/** Ends every job at once and notes which it was told were interrupted. */
const noting = () => {
  const given: string[] = [];
  const interrupted: string[] = [];
  const handle: JobHandler = async (job: Job) => {
    given.push(job.id);
    if (job.interrupted === true) interrupted.push(job.id);
    return done;
  };
  return { given, interrupted, handle };
};

/** Two lanes: `a` has one job in hand and one behind it, `b` one that waits for another attempt that is due later. */
const crowd = async ({ clock, open, file }: ReturnType<typeof setUp>) => {
  const engine = await open(file);
  const handler = heldHandler();
  await engine.start(handler.handle);
  for (const job of [jobOf('a', 1), jobOf('a', 2), jobOf('b', 1), jobOf('c', 1)]) await engine.add(job);
  await handler.end('b-1', { retryAt: clock.now() + 60_000, progress: 'later' });
  await handler.end('c-1', { retryAt: clock.now() + 1_000, progress: 'soon' });
  await turns();
  clock.advance(1_000);
  await handler.take('c-1');
  return { engine, handler };
};

/** Stops without waiting for what runs. */
const cutOff = async (engine: JobEngine, clock: FakeClock) => {
  let isStopped = false;
  void engine.stop(0).then(() => (isStopped = true));
  while (!isStopped) {
    await turns();
    clock.advance(250);
  }
};

test('after a crash the first of each lane and what was due are told that they may have been under way', async (t) => {
  const world = setUp(t);
  const { engine } = await crowd(world);
  const copy = world.crash(world.file);
  await cutOff(engine, world.clock);

  const again = await world.open(copy);
  const { handle, given, interrupted } = noting();
  await again.start(handle);
  await until(() => given.length === 3);
  world.clock.advance(60_000);
  await until(() => given.length === 4);
  assert.deepEqual(interrupted.sort(), ['a-1', 'c-1']);
  assert.equal((await again.settled('a-1', 1_000))?.interrupted, undefined, 'it is not part of the job');
  await cutOff(again, world.clock);

  const third = await world.open(copy);
  const later = noting();
  await third.add(jobOf('a', 3));
  await third.start(later.handle);
  await until(() => later.given.length === 1);
  assert.deepEqual(later.interrupted, []);
  await cutOff(third, world.clock);
});

test('after a clean stop nothing is', async (t) => {
  const world = setUp(t);
  const { engine, handler } = await crowd(world);
  const stopped = engine.stop(1_000);
  for (const id of ['a-1', 'c-1']) await handler.end(id, { retryAt: world.clock.now(), progress: '' });
  await stopped;
  const again = await world.open(world.file);
  const { handle, given, interrupted } = noting();
  await again.start(handle);
  await until(() => given.length === 3);
  assert.deepEqual(interrupted, []);
  await cutOff(again, world.clock);
});

test('a stop is not clean while a job is cut off, or while one has not heard of the crash before', async (t) => {
  const world = setUp(t);
  const { engine } = await crowd(world);
  await cutOff(engine, world.clock);
  const unused = await world.open(world.file);
  await cutOff(unused, world.clock);
  const again = await world.open(world.file);
  const { handle, given, interrupted } = noting();
  await again.start(handle);
  await until(() => given.length === 3);
  assert.deepEqual(interrupted.sort(), ['a-1', 'c-1']);
  await cutOff(again, world.clock);
});
