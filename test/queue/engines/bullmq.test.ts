import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { describe, test, type TestContext } from 'node:test';
import type { Job } from '../../../src/queue/job-engine.ts';
import { done, heldHandler, jobOf } from '../../contract/job-engine/engine-kind.ts';
import { createFakeClock, turns, until } from '../../fake-clock.ts';
import { needs } from '../../needs.ts';
import type { TestRedis } from '../../redis.ts';
import { engines, useRedis } from './bull-bench.ts';
import { openCommands } from './bull-commands.ts';

const longMs = 15_000;

/** A worker in a process of its own (bull-child.ts), and what it said so far. */
const startChild = (t: TestContext, redis: TestRedis, prefix: string, ...more: string[]) => {
  const script = join(import.meta.dirname, 'bull-child.ts');
  const child = spawn(process.execPath, [script, redis.url, prefix, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = new Promise((resolve) => child.on('exit', resolve));
  t.after(() => child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (text: Buffer) => (said += text.toString()));
  return { child, exited, said: () => said };
};

describe('the engine of many processes', needs('redis-server'), () => {
  const redis = useRedis();

  test('a lane keeps its order and goes one at a time, however many workers there are', async (t) => {
    const { open } = engines(t, redis());
    const seen: { worker: number; job: Job }[] = [];
    const running = new Set<string>();
    const faults: string[] = [];
    const workers = await Promise.all([0, 1, 2].map(async () => open({ concurrency: 4 })));
    const receiver = await open({ works: false });
    const jobs = Array.from({ length: 400 }, (_, number) => jobOf(`l${number % 7}`, number));
    const add = async (from: number, to: number) => Promise.all(jobs.slice(from, to).map(receiver.add));
    await add(0, 200);
    await Promise.all(
      workers.map(async (engine, worker) =>
        engine.start(async (job) => {
          if (running.has(job.lane)) faults.push(`${job.id} while another of its lane runs`);
          running.add(job.lane);
          seen.push({ worker, job });
          await turns(Number(job.payload.slice(-1)));
          running.delete(job.lane);
          return done;
        }),
      ),
    );
    await add(200, 400);
    await until(() => seen.length === jobs.length);
    assert.deepEqual(faults, []);
    for (const lane of [0, 1, 2, 3, 4, 5, 6])
      assert.deepEqual(
        seen.filter(({ job }) => job.lane === `l${lane}`).map(({ job }) => job.id),
        jobs.filter((job) => job.lane === `l${lane}`).map(({ id }) => id),
      );
    assert.equal(new Set(seen.map(({ worker }) => worker)).size, 3, 'every worker has a part');
  });

  test('who only receives hands nothing out, and hears of ends and of how full the queue is', async (t) => {
    const { open } = engines(t, redis());
    const machine = createFakeClock();
    const receiver = await open({ works: false, machine });
    await receiver.start(async () => assert.fail('handed out by a receiver'));
    const handler = heldHandler();
    await receiver.add(jobOf('a', 1));
    await turns(200);
    const worker = await open();
    await worker.start(handler.handle);
    const settled = receiver.settled('a-1', longMs);
    await handler.end('a-1', { state: 'partial', progress: 'p' });
    const job = await settled;
    assert.deepEqual([job?.state, job?.progress], ['partial', 'p']);
    await worker.add(jobOf('a', 2));
    await worker.add(jobOf('a', 3));
    await handler.take('a-2');
    machine.advance(1_001);
    await until(() => receiver.stats().waiting === 1 && receiver.stats().active === 1);
  });

  test('a lane whose turn was lost with a process is found again', async (t) => {
    const { open, prefix } = engines(t, redis());
    const machine = createFakeClock();
    const engine = await open({ machine });
    const handler = heldHandler();
    await engine.start(handler.handle);
    const { commands } = await openCommands(t, redis(), prefix);
    const limits = { jobs: 10, bytes: 1_000 };
    const { token } = await commands.add(jobOf('a', 1), { size: 9, now: 0, limits });
    assert.notEqual(token, '');
    await turns(200);
    assert.deepEqual(handler.given, [], 'nobody knows of it yet');
    machine.advance(2_000);
    await handler.end('a-1');
    assert.equal((await engine.settled('a-1', longMs))?.state, 'done');
  });

  test('what a killed worker had in hand is handed out again, with what it had saved and as interrupted', async (t) => {
    const { open, prefix } = engines(t, redis());
    const engine = await open();
    for (const job of [jobOf('a', 1), jobOf('a', 2), jobOf('b', 1)]) await engine.add(job);
    const { child, exited, said } = startChild(t, redis(), prefix);
    await until(() => said().includes('a-1') && said().includes('b-1'));
    child.kill('SIGKILL');
    await exited;
    const given: Job[] = [];
    await engine.start(async (job) => {
      given.push(job);
      return done;
    });
    await until(() => given.length === 3);
    const of = (id: string) => given.find((job) => job.id === id);
    assert.deepEqual([of('a-1')?.progress, of('a-1')?.interrupted], ['half', true]);
    assert.deepEqual([of('b-1')?.progress, of('b-1')?.interrupted], ['half', true]);
    assert.equal(of('a-2')?.interrupted, undefined);
    assert.deepEqual(
      given.filter(({ lane }) => lane === 'a').map(({ id }) => id),
      ['a-1', 'a-2'],
    );
  });

  test('a worker that was thought dead and comes back can end nothing that another has ended', async (t) => {
    const { open, prefix } = engines(t, redis());
    const engine = await open();
    await engine.add(jobOf('a', 1));
    const { child, said } = startChild(t, redis(), prefix, 'late');
    await until(() => said().includes('a-1'));
    child.kill('SIGSTOP');
    await engine.start(async (job) => ({ state: 'done', progress: `${job.progress} and whole` }));
    assert.equal((await engine.settled('a-1', longMs))?.progress, 'half and whole');
    child.kill('SIGCONT');
    await until(() => said().includes('over'));
    const job = await engine.get('a-1');
    assert.deepEqual([job?.state, job?.progress], ['done', 'half and whole']);
  });
});
