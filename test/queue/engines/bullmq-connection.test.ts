import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLogger } from '../../../src/logger.ts';
import { connectRedis, redisError } from '../../../src/queue/engines/bullmq-connection.ts';
import { done, hasCode, jobOf } from '../../contract/job-engine/engine-kind.ts';
import { turns, until } from '../../fake-clock.ts';
import { needs } from '../../needs.ts';
import { startRedis } from '../../redis.ts';
import { engines } from './bull-bench.ts';

const longMs = 15_000;
const isAway = hasCode('storage-unavailable');

test('an error says what to do, and nothing of the address', () => {
  for (const [message, expected] of [
    ['MISCONF Errors writing to the AOF file: No space left on device', /disk/],
    ["OOM command not allowed when used memory > 'maxmemory'.", /maxmemory/],
    ["READONLY You can't write against a read only replica.", /replica/],
    ['WRONGPASS invalid username-password pair', /password/],
    ['connect ECONNREFUSED redis://user:hidden@host', /see that it runs/],
  ] as const) {
    const error = redisError(new Error(message));
    assert.equal(error.code, 'storage-unavailable');
    assert.match(error.detail, expected);
    assert.doesNotMatch(error.detail, /hidden/);
    assert.ok(Number(error.retryAfterMs) > 0);
  }
});

test('where nothing listens, opening fails', async () => {
  await assert.rejects(connectRedis({ redisUrl: 'redis://127.0.0.1:1', log: silentLogger, failFast: true }), isAway);
});

describe('Redis goes away', needs('redis-server'), () => {
  test('killed: calls are refused at once, and all goes on by itself when it is back, with nothing lost', async (t) => {
    const redis = await startRedis(t);
    const { open } = engines(t, redis);
    const [receiver, worker] = [await open({ works: false }), await open()];
    const begun: string[] = [];
    let letGo = () => {};
    const held = new Promise<void>((resolve) => (letGo = resolve));
    await worker.start(async (job) => {
      begun.push(job.id);
      if (job.id === 'held-1') await held;
      return { state: 'done', progress: job.id };
    });
    await receiver.add(jobOf('held', 1));
    await until(() => begun.includes('held-1'));
    const added = Array.from({ length: 200 }, (_, number) => jobOf(`l${number % 5}`, number));
    await Promise.all([...added, jobOf('held', 2)].map(receiver.add));
    await redis.kill();
    await assert.rejects(receiver.add(jobOf('a', 1)), isAway);
    await assert.rejects(receiver.get('l0-0'), isAway);
    await assert.rejects(receiver.list({ guildId: 'guild', limit: 1 }), isAway);
    await assert.rejects(receiver.settled('l0-0', longMs), isAway);
    letGo();
    await redis.restart();
    for (const { id } of [...added, jobOf('held', 1), jobOf('held', 2)]) {
      let job = await receiver.settled(id, longMs).catch(isAway);
      while (typeof job === 'boolean') job = await receiver.settled(id, longMs).catch(isAway);
      assert.deepEqual([job?.state, job?.progress], ['done', id]);
    }
    assert.equal(begun.filter((id) => id === 'held-1').length, 1, 'its outcome was kept while Redis was away');
    await receiver.add(jobOf('a', 2));
    assert.equal((await receiver.settled('a-2', longMs))?.state, 'done');
  });

  test('frozen: calls are refused in time, and those who wait for an end hear of it afterwards', async (t) => {
    const redis = await startRedis(t);
    const { open } = engines(t, redis);
    const engine = await open();
    await engine.add(jobOf('a', 1));
    await engine.settled('a-1', 0);
    const settled = engine.settled('a-1', longMs);
    await turns(2_000);
    redis.freeze();
    await assert.rejects(engine.add(jobOf('a', 2)), isAway);
    redis.thaw();
    await engine.start(async () => done);
    assert.equal((await settled)?.state, 'done');
  });

  test('an engine stops although Redis does not answer', async (t) => {
    const redis = await startRedis(t);
    const { open } = engines(t, redis);
    const engine = await open();
    let isBegun = false;
    await engine.start(async () => {
      isBegun = true;
      return new Promise(() => undefined);
    });
    await engine.add(jobOf('a', 1));
    await until(() => isBegun);
    await redis.kill();
    await engine.stop(0);
    await redis.restart();
    const again = await open();
    await again.start(async (job) => ({ state: 'done', progress: String(job.interrupted) }));
    assert.equal((await again.settled('a-1', longMs))?.progress, 'true');
  });
});
