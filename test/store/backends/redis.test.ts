import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { silentLogger } from '../../../src/logger.ts';
import { createRedisBackend } from '../../../src/store/backends/redis.ts';
import type { Shelf } from '../../../src/store/shelf.ts';
import { hasCode } from '../../contract/job-engine/engine-kind.ts';
import { until } from '../../fake-clock.ts';
import { needs } from '../../needs.ts';
import { startRedis } from '../../redis.ts';

const withRedis = needs('redis-server');

const open = async (redisUrl: string, collection = 'keys') =>
  createRedisBackend({ redisUrl, clock: systemClock, log: silentLogger }).open(collection);

const allFail = async (shelf: Shelf) => {
  const calls = [
    shelf.get('a'),
    shelf.getMany(['a']),
    shelf.set('a', 2),
    shelf.delete('a'),
    shelf.keys('a'),
    shelf.inTurn('guild', async (writer) => writer.set('a', 2)),
  ];
  await Promise.all(calls.map(async (call) => assert.rejects(call, hasCode('storage-unavailable'))));
};

test('no Redis at the start is told at once', async () => {
  await assert.rejects(open('redis://127.0.0.1:1'), hasCode('storage-unavailable'));
});

test('while Redis is away nothing is taken for absent; after it all is there again', withRedis, async (t) => {
  const redis = await startRedis(t);
  const shelf = await open(redis.url);
  t.after(async () => shelf.close());
  await shelf.set('a', 1);
  await shelf.inTurn('guild', async (writer) => writer.set('b', 2));
  await redis.kill();
  await allFail(shelf);
  await allFail(shelf);
  await redis.restart();
  let back: unknown;
  await until(() => {
    shelf.get('a').then(
      (value) => (back = value),
      () => undefined,
    );
    return back !== undefined;
  });
  assert.deepEqual([back, await shelf.get('b')], [1, 2]);
});

test('a Redis that does not answer is not waited for', withRedis, async (t) => {
  const redis = await startRedis(t);
  const shelf = await open(redis.url);
  t.after(async () => shelf.close());
  await shelf.set('a', 1);
  redis.freeze();
  await allFail(shelf);
  redis.thaw();
});

test('collections do not see one another, and what looks like a pattern is a name', withRedis, async (t) => {
  const redis = await startRedis(t);
  const backend = createRedisBackend({ redisUrl: redis.url, clock: systemClock, log: silentLogger });
  const [keys, hooks] = [await backend.open('keys'), await backend.open('webhooks')];
  for (const name of ['record/a', 'record/b', 'guild/*', 'record/[ab]']) await keys.set(name, name);
  await hooks.set('record/a', 'hook');
  assert.deepEqual((await keys.keys('record/')).sort(), ['record/[ab]', 'record/a', 'record/b']);
  assert.deepEqual(await keys.keys('guild/*'), ['guild/*']);
  assert.equal(await hooks.get('record/a'), 'hook');
  await keys.close();
  await keys.close();
  await assert.rejects(keys.get('record/a'), hasCode('storage-unavailable'));
  assert.equal(await hooks.get('record/a'), 'hook', 'the other is still open');
  await hooks.close();
});
