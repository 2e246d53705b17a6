import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { systemClock } from '../src/clock.ts';
import { examineRedis } from '../src/doctor-redis.ts';
import { silentLogger } from '../src/logger.ts';
import { createRedisBackend } from '../src/store/backends/redis.ts';
import { openStore } from '../src/store/open-store.ts';
import { webhookOf } from './contract/repository/backend-kind.ts';
import { needs } from './needs.ts';
import { startRedis } from './redis.ts';

suite('doctor looks at Redis', needs('redis-server'), () => {
  test('one that keeps everything is fine, and its webhooks are found', async (t) => {
    const { url } = await startRedis(t);
    const backend = createRedisBackend({ redisUrl: url, clock: systemClock, log: silentLogger });
    const store = await openStore({ dir: { file: (name) => name }, clock: systemClock, log: silentLogger, backend });
    await store.webhooks.create(webhookOf(1));
    await store.close();
    const { webhooks, findings } = await examineRedis(url, systemClock);
    assert.deepEqual(webhooks, [webhookOf(1)]);
    assert.deepEqual(new Set(findings.map(({ status }) => status)), new Set(['good']));
    assert.match(
      findings.map(({ text }) => text).join('\n'),
      /(Redis|Valkey) \d[^]*appendonly yes, appendfsync always/,
    );
  });

  test('one that may lose deliveries is told with what is at stake', async (t) => {
    const { url } = await startRedis(t, { fsync: 'everysec' });
    const { findings } = await examineRedis(url, systemClock);
    const found = findings.find(({ status }) => status !== 'good');
    assert.equal(found?.status, 'warning');
    assert.match(found?.text ?? '', /appendfsync is everysec: a power cut loses/);
  });

  test('one that does not answer is told without its password', async (t) => {
    const { url, kill } = await startRedis(t);
    await kill();
    const withPassword = url.replace('redis://', 'redis://user:geheim@');
    const { webhooks, findings } = await examineRedis(withPassword, systemClock);
    assert.deepEqual([webhooks, findings.map(({ status }) => status)], [[], ['bad']]);
    assert.ok(!JSON.stringify(findings).includes('geheim'));
  });
});
