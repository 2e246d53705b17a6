import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../../../src/logger.ts';
import { turns, until } from '../../fake-clock.ts';
import { bench, done, heldHandler, jobOf, type EngineKind } from './engine-kind.ts';

const day = 86_400_000;

/** What every engine keeps when a job is to be tried again. */
export const retryingContract = (kind: EngineKind): void => {
  test('a job that waits for another attempt leaves its lane, and goes first when it is due', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    const handler = heldHandler();
    await engine.start(handler.handle);
    for (const number of [1, 2, 3, 4]) await engine.add(jobOf('a', number));
    await handler.end('a-1', { retryAt: clock.now() + 5_000, progress: 'once' });
    await handler.take('a-2');
    assert.deepEqual(engine.stats(), { waiting: 2, active: 1, retrying: 1, bytes: 36, oldestMs: 0 });
    assert.deepEqual((await engine.get('a-1'))?.runAt, clock.now() + 5_000);
    clock.advance(4_999);
    await turns();
    clock.advance(1);
    await turns();
    assert.deepEqual(handler.running(), ['a-2'], 'still one at a time');
    await handler.end('a-2');
    const again = await handler.take('a-1');
    assert.equal(again.job.progress, 'once');
    assert.equal(engine.stats().retrying, 0);
    await handler.end('a-1');
    await handler.end('a-3');
    await handler.end('a-4');
    assert.deepEqual(handler.given, ['a-1', 'a-2', 'a-1', 'a-3', 'a-4']);
  });

  test('those that are due go in the order in which they fell due, with one timer for all', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    const handler = heldHandler();
    await engine.start(handler.handle);
    for (const number of [1, 2, 3]) await engine.add(jobOf('a', number));
    for (const [id, ms] of [
      ['a-1', 300],
      ['a-2', 100],
      ['a-3', 200],
    ] as const)
      await handler.end(id, { retryAt: clock.now() + ms, progress: '' });
    await until(() => engine.stats().retrying === 3);
    assert.equal(clock.pending(), 1);
    clock.advance(10_000);
    for (const id of ['a-2', 'a-3', 'a-1']) await handler.end(id);
    assert.deepEqual(handler.given.slice(3), ['a-2', 'a-3', 'a-1']);
  });

  test('what waits for another attempt still does after a restart, and what fell due meanwhile goes at once', async (t) => {
    const { open, clock } = bench(t, kind);
    let engine = await open();
    let handler = heldHandler();
    await engine.start(handler.handle);
    await engine.add(jobOf('a', 1));
    await engine.add(jobOf('b', 1));
    await handler.end('a-1', { retryAt: clock.now() + 60_000, progress: 'p' });
    await handler.end('b-1', { retryAt: clock.now() + 2 * day, progress: '' });
    await until(() => engine.stats().retrying === 2);
    engine = await open();
    assert.equal(engine.stats().retrying, 2);
    clock.advance(day);
    handler = heldHandler();
    await engine.start(handler.handle);
    assert.equal((await handler.take('a-1')).job.progress, 'p');
    await handler.end('a-1');
    await turns();
    clock.advance(day);
    await handler.end('b-1');
    assert.deepEqual(handler.given, ['a-1', 'b-1']);
  });

  test('thousands that fall due together are all tried again', async (t) => {
    const { open, clock } = bench(t, kind, { concurrency: 64 });
    const engine = await open();
    const attempts = new Map<string, number>();
    await engine.start(async (job) => {
      const attempt = (attempts.get(job.id) ?? 0) + 1;
      attempts.set(job.id, attempt);
      return attempt === 1 ? { retryAt: clock.now() + 1_000, progress: '' } : done;
    });
    await Promise.all(Array.from({ length: 2_500 }, async (_, number) => engine.add(jobOf(`l${number % 30}`, number))));
    await until(() => engine.stats().retrying === 2_500);
    clock.advance(1_000);
    await until(() => engine.stats().retrying + engine.stats().active + engine.stats().waiting === 0);
    assert.deepEqual(new Set(attempts.values()), new Set([2]));
    assert.equal(attempts.size, 2_500);
  });

  test('a clock that is put back neither loses an attempt nor makes them race', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    let attempts = 0;
    await engine.start(async () => {
      attempts += 1;
      return { retryAt: clock.now() + 1_000, progress: '' };
    });
    await engine.add(jobOf('a', 1));
    await until(() => attempts === 1 && engine.stats().retrying === 1);
    clock.advance(1_000);
    await until(() => attempts === 2 && engine.stats().retrying === 1);
    clock.set(clock.now() - 600_000);
    clock.advance(1_000);
    await turns();
    assert.equal(attempts, 2, 'its time has not come by the clock as it now is');
    clock.advance(600_000);
    await until(() => attempts === 3 && engine.stats().retrying === 1);
    clock.set(clock.now() - 600_000);
    await engine.add(jobOf('b', 1));
    await until(() => attempts === 4 && engine.stats().retrying === 2);
    await turns();
    assert.equal(attempts, 4, 'tried again although its time has not come');
    clock.advance(1_000);
    await until(() => attempts === 5);
  });

  test('a handler that throws is logged and asked again later, not at once and not never', async (t) => {
    const logged: unknown[] = [];
    const log = { ...silentLogger, error: (fields: object) => void logged.push(fields) };
    const { open, clock } = bench(t, kind, { log });
    const engine = await open();
    let attempts = 0;
    await engine.start(async (job, save) => {
      if (job.id === 'a-2') return done;
      attempts += 1;
      await save(`attempt ${attempts}`);
      if (attempts < 4) throw new Error('broken');
      return { state: 'done', progress: job.progress };
    });
    await engine.add(jobOf('a', 1));
    await engine.add(jobOf('a', 2));
    await engine.settled('a-2', 1_000);
    await until(() => engine.stats().retrying === 1);
    await turns();
    assert.equal(attempts, 1);
    for (const attempt of [2, 3, 4]) {
      clock.advance(3_600_000);
      await until(() => attempts === attempt && engine.stats().active === 0);
    }
    const ended = await engine.get('a-1');
    assert.deepEqual([ended?.state, ended?.progress, attempts, logged.length], ['done', 'attempt 3', 4, 3]);
  });

  test('an outcome that makes no sense counts as a failure of the handler', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    let attempts = 0;
    await engine.start(async () => {
      attempts += 1;
      return attempts === 1 ? { retryAt: Number.NaN, progress: '' } : done;
    });
    await engine.add(jobOf('a', 1));
    await until(() => engine.stats().retrying === 1);
    clock.advance(3_600_000);
    assert.equal((await engine.settled('a-1', 1_000))?.state, 'done');
  });
};
