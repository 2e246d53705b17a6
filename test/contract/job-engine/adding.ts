import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AppError } from '../../../src/errors.ts';
import { until } from '../../fake-clock.ts';
import { bench, done, hasCode, heldHandler, jobOf, type EngineKind } from './engine-kind.ts';

const day = 86_400_000;
const keyed = (lane: string, number: number, key: string, fingerprint = 'f') =>
  jobOf(lane, number, { idempotency: { key, fingerprint } });

/** What every engine keeps when jobs are added. */
export const addingContract = (kind: EngineKind): void => {
  test('a job that was added can be read, also after a restart', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    assert.deepEqual(await engine.add(jobOf('a', 1)), { status: 'added', id: 'a-1' });
    const expected = {
      ...jobOf('a', 1),
      progress: '',
      state: 'queued',
      createdAt: clock.now(),
      runAt: clock.now(),
      finishedAt: undefined,
    };
    assert.deepEqual(await engine.get('a-1'), expected);
    assert.equal(await engine.get('other'), undefined);
    assert.deepEqual(await (await open()).get('a-1'), expected);
  });

  test('texts come back as they were', async (t) => {
    const engine = await bench(t, kind).open();
    let number = 0;
    const text = fc.string({ unit: 'grapheme' });
    await fc.assert(
      fc.asyncProperty(text, text, text, async (payload, lane, guildId) => {
        number += 1;
        await engine.add(jobOf('a', number, { payload, lane, guildId }));
        const job = await engine.get(`a-${number}`);
        assert.deepEqual([job?.payload, job?.lane, job?.guildId], [payload, lane, guildId]);
      }),
      { numRuns: 50 },
    );
  });

  test('a job without a payload is one like any other', async (t) => {
    const engine = await bench(t, kind).open();
    await engine.start(async () => done);
    await Promise.all([1, 2, 3].map(async (number) => engine.add(jobOf('a', number, { payload: '' }))));
    for (const number of [1, 2, 3]) assert.equal((await engine.settled(`a-${number}`, 1_000))?.state, 'done');
    await until(() => engine.stats().active === 0);
    assert.equal(engine.stats().bytes, 0);
  });

  test('many added at once are all there, in the order in which they were asked for', async (t) => {
    const engine = await bench(t, kind).open();
    const numbers = Array.from({ length: 500 }, (_, index) => index);
    await Promise.all(numbers.map(async (number) => engine.add(jobOf('a', number))));
    const listed = await engine.list({ guildId: 'guild', limit: 1_000 });
    assert.deepEqual(
      listed.map(({ id }) => id),
      numbers.map((number) => `a-${number}`).reverse(),
    );
  });

  test('one that cannot be added does not take those along that were added with it', async (t) => {
    const engine = await bench(t, kind).open();
    const results = await Promise.allSettled([
      engine.add(jobOf('a', 1)),
      engine.add(jobOf('a', 1, { idempotency: { key: 'k', fingerprint: 'f' } })),
      engine.add(jobOf('a', 2)),
    ]);
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'fulfilled'],
    );
    assert.equal(engine.stats().waiting, 2);
    assert.equal((await engine.add(keyed('a', 3, 'k'))).status, 'added', 'the refused one left its key behind');
  });

  test('the same key and request is answered with the first job, another request is a conflict', async (t) => {
    const { open } = bench(t, kind);
    let engine = await open();
    assert.equal((await engine.add(keyed('a', 1, 'k'))).status, 'added');
    for (const restart of [false, true]) {
      if (restart) engine = await open();
      assert.deepEqual(await engine.add(keyed('a', 2, 'k')), { status: 'duplicate', id: 'a-1' });
      assert.deepEqual(await engine.add(keyed('a', 3, 'k', 'g')), { status: 'conflict', id: 'a-1' });
    }
    assert.equal((await engine.add(keyed('b', 1, 'k'))).status, 'added', 'keys belong to a lane');
    assert.equal(engine.stats().waiting, 2);
  });

  test('of a hundred at once with one key, one is added', async (t) => {
    const engine = await bench(t, kind).open();
    const all = await Promise.all(
      Array.from({ length: 100 }, async (_, number) => engine.add(keyed('a', number, 'k'))),
    );
    assert.deepEqual(new Set(all.map(({ id }) => id)), new Set(['a-0']));
    assert.deepEqual(all.map(({ status }) => status).sort(), ['added', ...Array<string>(99).fill('duplicate')]);
    assert.equal((await engine.list({ guildId: 'guild', limit: 10 })).length, 1);
  });

  test('a key outlives its job for as long as it is to be remembered, and then is forgotten', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    await engine.start(async () => done);
    await engine.add(keyed('a', 1, 'k'));
    await engine.settled('a-1', 1_000);
    clock.advance(day);
    assert.equal(await engine.sweep(clock.now()), 1);
    assert.equal(await engine.get('a-1'), undefined);
    clock.advance(5 * day);
    await engine.sweep(clock.now());
    assert.deepEqual(await engine.add(keyed('a', 2, 'k')), { status: 'duplicate', id: 'a-1' });
    clock.advance(day + 1);
    await engine.sweep(clock.now());
    assert.equal((await engine.add(keyed('a', 3, 'k'))).status, 'added');
  });

  test('a key lives at least as long as its job', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    await engine.add(keyed('a', 1, 'k'));
    clock.advance(30 * day);
    await engine.sweep(clock.now());
    assert.deepEqual(await engine.add(keyed('a', 2, 'k')), { status: 'duplicate', id: 'a-1' });
  });

  test('a full queue takes no more, but still knows what it has, and goes on when there is room', async (t) => {
    const engine = await bench(t, kind).open({ limits: { jobs: 10, bytes: 1e9 } });
    const results = await Promise.allSettled(
      Array.from({ length: 25 }, async (_, number) => engine.add(keyed('a', number, `k${number}`))),
    );
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 10);
    await assert.rejects(engine.add(jobOf('a', 'more')), (error) => {
      assert.ok(hasCode('overloaded')(error) && error instanceof AppError && Number(error.retryAfterMs) > 0);
      return true;
    });
    assert.equal((await engine.add(keyed('a', 99, 'k3'))).status, 'duplicate');
    const handler = heldHandler();
    await engine.start(handler.handle);
    await handler.end('a-0');
    await until(() => engine.stats().waiting < 9);
    assert.equal((await engine.add(jobOf('a', 'more'))).status, 'added');
  });

  test('a guild with too much in the queue is refused, others are not, also after a restart', async (t) => {
    const limits = { jobs: 100, bytes: 1e9, guild: { jobs: 3, bytes: 1_000 } };
    const { open, clock } = bench(t, kind, { limits });
    let engine = await open();
    const isRefused = (error: unknown) =>
      hasCode('guild-overloaded')(error) && error instanceof AppError && Number(error.retryAfterMs) > 0;
    await engine.start(async () => ({ retryAt: clock.now() + day, progress: '' }));
    await engine.add(keyed('a', 1, 'k'));
    await until(() => engine.stats().retrying === 1);
    engine = await open();
    await engine.add(jobOf('a', 2));
    await engine.add(jobOf('b', 1));
    await assert.rejects(engine.add(jobOf('b', 2)), isRefused);
    await engine.add(jobOf('c', 1, { guildId: 'other' }));
    engine = await open();
    await assert.rejects(engine.add(jobOf('b', 2)), isRefused);
    assert.equal((await engine.add(keyed('a', 9, 'k'))).status, 'duplicate', 'what it has is still known');
    await engine.add(jobOf('c', 2, { guildId: 'other' }));
    await assert.rejects(
      engine.add(jobOf('c', 3, { guildId: 'other', payload: 'x'.repeat(1_000) })),
      isRefused,
      'bytes count too',
    );
    await engine.start(async () => done);
    await until(() => engine.stats().waiting + engine.stats().active === 0);
    await engine.add(jobOf('b', 2));
  });

  test('a queue full of bytes takes no more', async (t) => {
    const { open } = bench(t, kind, { limits: { jobs: 100, bytes: 1_000 } });
    await (await open()).add(jobOf('a', 1, { payload: 'ä'.repeat(300) }));
    const engine = await open();
    assert.equal(engine.stats().bytes, 600);
    await assert.rejects(engine.add(jobOf('a', 2, { payload: 'x'.repeat(401) })), hasCode('overloaded'));
    await engine.add(jobOf('a', 2, { payload: 'x'.repeat(400) }));
  });
};
