import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { readRedisFacts } from '../../src/store/redis-facts.ts';
import { hasCode } from '../contract/job-engine/engine-kind.ts';
import { needs } from '../needs.ts';
import { startRedis } from '../redis.ts';

suite('what Redis says of itself', needs('redis-server'), () => {
  test('is read, and an absent one is told', async (t) => {
    const redis = await startRedis(t);
    const { version, ...facts } = await readRedisFacts(redis.url);
    assert.match(version, /^\d+\.\d+/);
    assert.deepEqual(
      { ...facts, name: '' },
      { name: '', role: 'master', aof: true, fsync: 'always', policy: 'noeviction', writeFailed: false },
    );
    await redis.kill();
    await assert.rejects(readRedisFacts(redis.url), hasCode('storage-unavailable'));
  });
});
