import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { turns, until } from '../../fake-clock.ts';
import { bench, done, heldHandler, jobOf, type EngineKind } from './engine-kind.ts';

/** What every engine keeps when it hands jobs out. */
export const lanesContract = (kind: EngineKind): void => {
  test('a lane goes strictly in order, one at a time, whatever was added before or after the start', async (t) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ lane: fc.constantFrom('a', 'b', 'c'), turns: fc.nat(3), late: fc.boolean() }), {
          maxLength: 40,
        }),
        async (plan) => {
          const engine = await bench(t, kind, { concurrency: 2 }).open();
          const started: { lane: string; number: number }[] = [];
          const running = new Set<string>();
          const add = async (number: number) => {
            const lane = plan[number]?.lane ?? '';
            await engine.add(jobOf(lane, number, { payload: String(number) }));
          };
          const numbers = [...plan.keys()];
          await Promise.all(numbers.filter((number) => plan[number]?.late === false).map(add));
          await engine.start(async (job) => {
            assert.equal(running.has(job.lane), false, `two of lane ${job.lane} at once`);
            assert.ok(running.size < 2, 'more than allowed at once');
            running.add(job.lane);
            started.push({ lane: job.lane, number: Number(job.payload) });
            await turns(plan[Number(job.payload)]?.turns);
            running.delete(job.lane);
            return done;
          });
          await Promise.all(numbers.filter((number) => plan[number]?.late === true).map(add));
          await until(() => started.length === plan.length && engine.stats().active === 0);
          for (const lane of ['a', 'b', 'c']) {
            const expected = [false, true].flatMap((late) =>
              numbers.filter((number) => plan[number]?.lane === lane && plan[number]?.late === late),
            );
            const seen = started.filter((one) => one.lane === lane).map(({ number }) => number);
            assert.deepEqual(seen, expected);
          }
        },
      ),
      { numRuns: 15 },
    );
  });

  test('different lanes go at the same time, up to the limit', async (t) => {
    const engine = await bench(t, kind, { concurrency: 3 }).open();
    const handler = heldHandler();
    await engine.start(handler.handle);
    for (const lane of ['a', 'b', 'c', 'd', 'e']) await engine.add(jobOf(lane, 1));
    await until(() => engine.stats().active === 3);
    await turns();
    assert.deepEqual(handler.running(), ['a-1', 'b-1', 'c-1']);
    assert.equal(engine.stats().waiting, 2);
    await handler.end('b-1');
    await handler.take('d-1');
  });

  test('a backlog of one lane does not hold up another', async (t) => {
    const engine = await bench(t, kind, { concurrency: 1 }).open();
    await Promise.all(Array.from({ length: 1_000 }, async (_, number) => engine.add(jobOf('busy', number))));
    const handler = heldHandler();
    await engine.start(handler.handle);
    await handler.take('busy-0');
    await engine.add(jobOf('quiet', 1));
    await engine.add(jobOf('quiet', 2));
    for (const id of ['busy-0', 'quiet-1', 'busy-1', 'quiet-2', 'busy-2']) await handler.end(id);
    assert.deepEqual(handler.given.slice(0, 5), ['busy-0', 'quiet-1', 'busy-1', 'quiet-2', 'busy-2']);
  });

  test('the handler has what was added, and a job is found ended with its progress afterwards', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    await engine.start(async (job) => ({ state: 'partial', progress: `${job.id} ${job.payload} ${job.state}` }));
    const createdAt = clock.now();
    await engine.add(jobOf('a', 1));
    const ended = await engine.settled('a-1', 1_000);
    const expected = {
      ...jobOf('a', 1),
      progress: 'a-1 payload 1 queued',
      state: 'partial',
      createdAt,
      runAt: createdAt,
      finishedAt: createdAt,
    };
    assert.deepEqual(ended, expected);
    assert.deepEqual(await (await open()).get('a-1'), expected);
  });

  test('a handler may add jobs, also to its own lane', async (t) => {
    const engine = await bench(t, kind).open();
    const seen: string[] = [];
    await engine.start(async (job) => {
      seen.push(job.id);
      if (seen.length < 5) await engine.add(jobOf('a', seen.length));
      return done;
    });
    await engine.add(jobOf('a', 0));
    await until(() => seen.length === 5 && engine.stats().active === 0);
    assert.deepEqual(seen, ['a-0', 'a-1', 'a-2', 'a-3', 'a-4']);
  });

  test('nothing is left behind in memory or on the clock once all is done', async (t) => {
    const { open, clock } = bench(t, kind);
    const engine = await open();
    await engine.start(async () => done);
    await Promise.all(
      Array.from({ length: 300 }, async (_, number) => engine.add(jobOf(`lane ${number % 100}`, number))),
    );
    await until(() => engine.stats().waiting + engine.stats().active === 0);
    assert.deepEqual(engine.stats(), { waiting: 0, active: 0, retrying: 0, bytes: 0, oldestMs: 0 });
    assert.equal(clock.pending(), 0);
  });

  test('what waits is counted, with its age, also after a restart', async (t) => {
    const { open, clock } = bench(t, kind);
    let engine = await open();
    await engine.add(jobOf('a', 1));
    clock.advance(1_000);
    await engine.add(jobOf('a', 2));
    await engine.add(jobOf('b', 1));
    clock.advance(500);
    for (const restart of [false, true]) {
      if (restart) {
        const before = clock.now();
        engine = await open();
        clock.set(before);
      }
      assert.deepEqual(engine.stats(), { waiting: 3, active: 0, retrying: 0, bytes: 27, oldestMs: 1_500 });
    }
  });
};
