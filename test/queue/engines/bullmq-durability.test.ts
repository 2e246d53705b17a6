import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import { silentLogger } from '../../../src/logger.ts';
import { connectRedis } from '../../../src/queue/engines/bullmq-connection.ts';
import { durabilityRisks, warnOfRisks } from '../../../src/queue/engines/bullmq-durability.ts';
import { needs } from '../../needs.ts';
import { startRedis } from '../../redis.ts';

const connect = async (t: TestContext, fsync: 'always' | 'everysec') => {
  const redis = await startRedis(t, { fsync });
  const { client, close } = await connectRedis({ redisUrl: redis.url, log: silentLogger, failFast: true });
  t.after(close);
  return client;
};

describe('settings of Redis', needs('redis-server'), () => {
  test('nothing is said of a Redis that keeps what it acknowledged', async (t) => {
    assert.deepEqual(await durabilityRisks(await connect(t, 'always')), []);
  });

  test('each weaker setting is told, with what it risks', async (t) => {
    const client = await connect(t, 'everysec');
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    const logged: unknown[] = [];
    await warnOfRisks(client, { ...silentLogger, warn: (fields) => void logged.push(fields['risk']) });
    assert.deepEqual(logged, [
      'Redis runs with appendfsync everysec instead of always: what was accepted in the last second or more may be lost with the machine.',
      'Redis runs with maxmemory-policy allkeys-lru instead of noeviction: deliveries may be dropped when its memory is full.',
    ]);
  });

  test('a Redis that does not tell its settings is not complained of', async (t) => {
    const client = await connect(t, 'everysec');
    await client.acl('SETUSER', 'default', '-config');
    assert.deepEqual(await durabilityRisks(client), []);
  });
});
