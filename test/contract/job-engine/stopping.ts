import assert from 'node:assert/strict';
import { test } from 'node:test';
import { turns, until } from '../../fake-clock.ts';
import { bench, done, hasCode, heldHandler, jobOf, type EngineKind } from './engine-kind.ts';

/** What every engine keeps when it stops, and finds when it starts again. */
export const stoppingContract = (kind: EngineKind): void => {
  test('stopping waits for what runs, hands out no more and takes no more', async (t) => {
    const { open } = bench(t, kind);
    let engine = await open();
    let handler = heldHandler();
    await engine.start(handler.handle);
    await engine.add(jobOf('a', 1));
    await engine.add(jobOf('a', 2));
    const { save } = await handler.take('a-1');
    const written = engine.add(jobOf('b', 1));
    let isStopped = false;
    const stopped = engine.stop(10_000).then(() => (isStopped = true));
    await assert.rejects(engine.add(jobOf('a', 3)), hasCode('stopping'));
    await written;
    await save('still possible');
    assert.equal(isStopped, false);
    await handler.end('a-1', { state: 'done', progress: 'p' });
    await stopped;
    assert.deepEqual(handler.given, ['a-1']);
    await engine.stop(10_000);
    engine = await open();
    assert.deepEqual((await engine.get('a-1'))?.progress, 'p');
    handler = heldHandler();
    await engine.start(handler.handle);
    await handler.end('a-2');
    await handler.end('b-1');
    await turns();
    assert.deepEqual(handler.given.sort(), ['a-2', 'b-1']);
  });

  test('what does not end in time is aborted, and runs again after the start from what it had saved', async (t) => {
    const { open, clock } = bench(t, kind);
    let engine = await open();
    let handler = heldHandler();
    await engine.start(handler.handle);
    await engine.add(jobOf('a', 1));
    await engine.add(jobOf('a', 2));
    await engine.add(jobOf('b', 1));
    await (await handler.take('a-1')).save('one done');
    const deaf = await handler.take('a-1');
    const polite = await handler.take('b-1');
    polite.signal.addEventListener('abort', () => polite.end({ retryAt: clock.now(), progress: 'later' }));
    const stopped = engine.stop(10_000);
    await turns();
    assert.equal(deaf.signal.aborted, false);
    clock.advance(10_000);
    await turns();
    assert.equal(deaf.signal.aborted, true);
    clock.advance(1_000);
    await stopped;
    await assert.rejects(deaf.save('too late'), hasCode('stopping'));
    engine = await open();
    handler = heldHandler();
    await engine.start(handler.handle);
    assert.equal((await handler.take('b-1')).job.progress, 'later');
    assert.equal((await handler.take('a-1')).job.progress, 'one done');
    await handler.end('a-1');
    await handler.end('a-2');
    assert.deepEqual(
      handler.given.filter((id) => id.startsWith('a')),
      ['a-1', 'a-2'],
    );
  });

  test('what was interrupted goes first after the start, even before what fell due', async (t) => {
    const { open, clock } = bench(t, kind);
    let engine = await open();
    let handler = heldHandler();
    await engine.start(handler.handle);
    for (const number of [1, 2, 3]) await engine.add(jobOf('a', number));
    await handler.end('a-1', { retryAt: clock.now() + 1_000, progress: 'first attempt' });
    await (await handler.take('a-2')).save('begun');
    clock.advance(5_000);
    await turns();
    engine = await open();
    handler = heldHandler();
    await engine.start(handler.handle);
    for (const id of ['a-2', 'a-1', 'a-3']) await handler.end(id);
    assert.deepEqual(handler.given, ['a-2', 'a-1', 'a-3']);
  });

  test('what fell due while nothing ran goes before what had not begun', async (t) => {
    const { open, clock } = bench(t, kind);
    let engine = await open();
    let handler = heldHandler();
    await engine.start(handler.handle);
    for (const number of [1, 2]) await engine.add(jobOf('a', number));
    await handler.end('a-1', { retryAt: clock.now() + 1_000, progress: 'first attempt' });
    await handler.take('a-2');
    engine = await open();
    clock.advance(5_000);
    handler = heldHandler();
    await engine.start(handler.handle);
    for (const id of ['a-1', 'a-2']) await handler.end(id);
    assert.deepEqual(handler.given, ['a-1', 'a-2']);
  });

  test('a backlog is worked off in order after a restart', async (t) => {
    const { open } = bench(t, kind);
    const numbers = Array.from({ length: 300 }, (_, number) => number);
    const engine = await open();
    await Promise.all(numbers.map(async (number) => engine.add(jobOf(`l${number % 3}`, number))));
    const again = await open();
    const seen: string[] = [];
    await again.start(async (job) => {
      seen.push(job.id);
      return done;
    });
    await until(() => again.stats().waiting + again.stats().active === 0);
    for (const lane of [0, 1, 2])
      assert.deepEqual(
        seen.filter((id) => id.startsWith(`l${lane}`)),
        numbers.filter((number) => number % 3 === lane).map((number) => `l${lane}-${number}`),
      );
  });

  test('a saved progress is on disk when save has resolved, and none is saved for a job that has ended', async (t) => {
    const { open } = bench(t, kind);
    const engine = await open();
    const handler = heldHandler();
    await engine.start(handler.handle);
    await engine.add(jobOf('a', 1));
    const { save } = await handler.take('a-1');
    await save('one');
    await save('two');
    assert.equal((await engine.get('a-1'))?.progress, 'two');
    await handler.end('a-1', { state: 'done', progress: 'all' });
    await engine.settled('a-1', 1_000);
    await assert.rejects(save('three'));
    assert.equal((await engine.get('a-1'))?.progress, 'all');
  });

  test('those who wait for an end hear of the stop', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    await engine.add(jobOf('a', 1));
    const settled = engine.settled('a-1', 60_000);
    await turns();
    await engine.stop(0);
    assert.equal((await settled)?.state, 'queued');
    assert.equal(clock.pending(), 0);
  });
};
