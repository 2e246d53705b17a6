import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { silentLogger } from '../../../src/logger.ts';
import { connectRedis } from '../../../src/queue/engines/bullmq-connection.ts';
import { createEnds } from '../../../src/queue/engines/bullmq-ends.ts';
import type { Job } from '../../../src/queue/job-engine.ts';
import { createFakeClock, until } from '../../fake-clock.ts';
import { needs } from '../../needs.ts';
import { useRedis } from './bull-bench.ts';

const waiting: Job = {
  id: 'a',
  guildId: 'guild',
  lane: 'lane',
  payload: '',
  progress: '',
  state: 'queued',
  createdAt: 0,
  runAt: 0,
  finishedAt: undefined,
};

describe('waiting for an end elsewhere', needs('redis-server'), () => {
  const redis = useRedis();

  test('an end that was published while the connection was away is found when it is back', async (t) => {
    const connection = await connectRedis({ redisUrl: redis().url, log: silentLogger, failFast: true });
    t.after(connection.close);
    let job = waiting;
    let reads = 0;
    const get = async () => {
      reads += 1;
      return job;
    };
    const clock = createFakeClock();
    const ends = createEnds({ clock, base: 'ends:', get, connect: async () => connection });
    const settled = ends.settled('a', 60_000);
    await until(() => reads === 1);
    job = { ...waiting, state: 'done' };
    connection.client.disconnect(true);
    assert.equal((await settled)?.state, 'done');
    assert.equal(clock.pending(), 0);
  });

  test('whoever waits while it cannot listen is told', async () => {
    const ends = createEnds({
      clock: createFakeClock(),
      base: 'ends:',
      get: async () => waiting,
      connect: async () => {
        throw new Error('away');
      },
    });
    await assert.rejects(ends.settled('a', 60_000), { code: 'storage-unavailable' });
    await ends.stop();
    assert.equal(await ends.settled('a', 60_000), waiting, 'after the stop nobody waits');
  });
});
