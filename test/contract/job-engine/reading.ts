import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EndState } from '../../../src/queue/job-engine.ts';
import { turns, until } from '../../fake-clock.ts';
import { bench, done, heldHandler, jobOf, type EngineKind } from './engine-kind.ts';

const day = 86_400_000;

/** What every engine keeps when it is asked about jobs, and when old ones are deleted. */
export const readingContract = (kind: EngineKind): void => {
  test('settled gives the job once it has ended', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    const handler = heldHandler();
    await engine.start(handler.handle);
    await engine.add(jobOf('a', 1));
    const both = [engine.settled('a-1', 15_000), engine.settled('a-1', 15_000)];
    await handler.end('a-1', { state: 'failed', progress: 'p' });
    for (const job of await Promise.all(both)) assert.deepEqual([job?.state, job?.progress], ['failed', 'p']);
    assert.equal((await engine.settled('a-1', 15_000))?.state, 'failed', 'also when asked afterwards');
    assert.equal(await engine.settled('unknown', 15_000), undefined);
    assert.equal(clock.pending(), 0);
  });

  test('settled gives the job as it stands when the time is over', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    const handler = heldHandler();
    await engine.start(handler.handle);
    await engine.add(jobOf('a', 1));
    const { save } = await handler.take('a-1');
    let answer: unknown;
    const settled = engine.settled('a-1', 15_000).then((job) => (answer = job));
    await save('half');
    clock.advance(14_999);
    await turns();
    assert.equal(answer, undefined);
    clock.advance(1);
    const job = await settled;
    assert.deepEqual([job?.state, job?.progress], ['queued', 'half']);
  });

  test('lists a guild’s jobs newest first, by lane and state, page by page', async (t) => {
    const engine = await bench(t, kind).open();
    const states: EndState[] = ['done', 'failed', 'partial', 'ignored', 'ambiguous'];
    await engine.start(async (job) => ({ state: states[Number(job.payload) % 5] ?? 'done', progress: '' }));
    for (let number = 0; number < 30; number += 1)
      await engine.add(
        jobOf(`l${number % 3}`, number, { guildId: number % 2 === 0 ? 'even' : 'odd', payload: String(number) }),
      );
    await until(() => engine.stats().waiting + engine.stats().active === 0);
    const numbers = async (filter: Parameters<typeof engine.list>[0]) =>
      (await engine.list(filter)).map(({ payload }) => Number(payload));
    assert.deepEqual(await numbers({ guildId: 'even', limit: 4 }), [28, 26, 24, 22]);
    assert.deepEqual(await numbers({ guildId: 'even', limit: 4, before: 'l1-22' }), [20, 18, 16, 14]);
    assert.deepEqual(await numbers({ guildId: 'even', lane: 'l1', limit: 3 }), [28, 22, 16]);
    assert.deepEqual(await numbers({ guildId: 'even', lane: 'l1', limit: 3, before: 'l1-16' }), [10, 4]);
    assert.deepEqual(await numbers({ guildId: 'odd', state: 'failed', limit: 9 }), [21, 11, 1]);
    assert.deepEqual(await numbers({ guildId: 'odd', state: 'failed', lane: 'l0', limit: 9 }), [21]);
    assert.deepEqual(await numbers({ guildId: 'even', state: 'done', limit: 9 }), [20, 10, 0]);
    assert.deepEqual(await numbers({ guildId: 'even', state: 'queued', limit: 9 }), []);
    assert.deepEqual(await numbers({ guildId: 'other', limit: 9 }), []);
    assert.deepEqual(await numbers({ guildId: 'even', limit: 9, before: 'unknown' }), []);
  });

  test('a job that waits or runs is listed as queued', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    const handler = heldHandler();
    await engine.start(handler.handle);
    for (const number of [1, 2, 3]) await engine.add(jobOf('a', number));
    await handler.end('a-1', { retryAt: clock.now() + 1_000, progress: '' });
    await handler.take('a-2');
    const queued = await engine.list({ guildId: 'guild', state: 'queued', limit: 9 });
    assert.deepEqual(
      queued.map(({ id }) => id),
      ['a-3', 'a-2', 'a-1'],
    );
  });

  test('a sweep deletes what ended before, and nothing else', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    const handler = heldHandler();
    await engine.add(jobOf('waiting', 1));
    await engine.add(jobOf('waiting', 2));
    const ended = Array.from({ length: 250 }, (_, number) => number);
    await Promise.all(ended.map(async (number) => engine.add(jobOf('a', number))));
    await engine.start(async (job, save, signal) => (job.lane === 'a' ? done : handler.handle(job, save, signal)));
    await until(() => engine.stats().waiting === 1);
    clock.advance(day);
    await engine.add(jobOf('a', 'young'));
    assert.equal((await engine.settled('a-young', 1_000))?.state, 'done');
    assert.equal(await engine.sweep(clock.now()), 250);
    assert.equal(await engine.sweep(clock.now()), 0);
    const left = await engine.list({ guildId: 'guild', limit: 500 });
    assert.deepEqual(
      left.map(({ id }) => id),
      ['a-young', 'waiting-2', 'waiting-1'],
    );
    assert.equal(await engine.sweep(clock.now() + 1), 1);
  });

  test('a sweep keeps the newest of a guild, and whatever has not ended; idempotency keys live on', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    const handler = heldHandler();
    const key = { key: 'k', fingerprint: 'f' };
    await engine.add(jobOf('waiting', 1));
    await engine.add(jobOf('a', 0, { idempotency: key }));
    for (let number = 1; number < 130; number += 1) await engine.add(jobOf('a', number));
    await engine.add(jobOf('other', 1, { guildId: 'other' }));
    await engine.start(async (job, save, signal) =>
      job.lane === 'waiting' ? handler.handle(job, save, signal) : done,
    );
    await until(() => engine.stats().waiting === 0 && engine.stats().active === 1);
    assert.equal(await engine.sweep(0, { guildIds: ['guild', 'other', 'unknown'], keep: 10 }), 120);
    assert.equal(await engine.sweep(0, { guildIds: ['guild'], keep: 10 }), 0);
    const left = await engine.list({ guildId: 'guild', limit: 500 });
    assert.deepEqual(
      left.map(({ id }) => id),
      [...Array.from({ length: 10 }, (_, number) => `a-${129 - number}`), 'waiting-1'],
    );
    assert.equal((await engine.list({ guildId: 'other', limit: 9 })).length, 1);
    const again = { ...jobOf('a', 'again'), idempotency: key };
    assert.deepEqual(await engine.add(again), { status: 'duplicate', id: 'a-0' });
    clock.advance(8 * day);
    await engine.sweep(0);
    assert.equal((await engine.add(again)).status, 'added');
  });

  test('jobs are added and carried out while a long sweep goes on', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    await engine.start(async () => done);
    await Promise.all(Array.from({ length: 1_500 }, async (_, number) => engine.add(jobOf('a', number))));
    await until(() => engine.stats().waiting + engine.stats().active === 0);
    clock.advance(1);
    let swept = 0;
    const sweep = engine.sweep(clock.now()).then((count) => (swept = count));
    await engine.add(jobOf('b', 1));
    assert.equal((await engine.settled('b-1', 1_000))?.state, 'done');
    assert.equal(swept, 0, 'the sweep held everything up');
    await sweep;
    assert.equal(swept, 1_500);
  });
};
