import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Redis } from 'ioredis';
import { bucketOf, createRateLimit } from '../../src/http/rate-limit.ts';
import { until } from '../fake-clock.ts';
import { needs } from '../needs.ts';
import { startRedis } from '../redis.ts';

describe('a limit', () => {
  test('allows as many calls as it says, in windows that begin with the first', async (context) => {
    context.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 1_000_000 });
    const limit = createRateLimit({ name: 'key', max: 2, windowMs: 10_000 });
    const first = await limit.take('a');
    assert.deepEqual(first, {
      allowed: true,
      retryAfterMs: 10_000,
      headers: ['RateLimit-Policy', '"key";q=2;w=10', 'RateLimit', '"key";r=1;t=10'],
    });
    context.mock.timers.tick(4_500);
    assert.equal((await limit.take('a')).allowed, true);
    const third = await limit.take('a');
    assert.equal(third.allowed, false);
    assert.equal(third.retryAfterMs, 5_500);
    assert.deepEqual(third.headers.slice(2), ['RateLimit', '"key";r=0;t=6']);
    assert.equal((await limit.take('b')).allowed, true);
    context.mock.timers.tick(5_500);
    assert.equal((await limit.take('a')).allowed, true);
  });

  test('holds in windows longer than any timer', async (context) => {
    context.mock.timers.enable({ apis: ['Date', 'setTimeout'], now: 0 });
    const limit = createRateLimit({ name: 'key', max: 1, windowMs: 3650 * 86_400_000 });
    await limit.take('a');
    context.mock.timers.tick(60_000);
    assert.equal((await limit.take('a')).allowed, false);
  });
});

describe('whom an address counts as', () => {
  test('the same for an IPv4 address in both spellings', () =>
    assert.equal(bucketOf('::ffff:203.0.113.9'), bucketOf('203.0.113.9')));

  test('the same for IPv6 addresses of one household, another for its neighbour', () => {
    assert.equal(bucketOf('2001:db8:1:200::1'), bucketOf('2001:db8:1:2ff:ffff::9'));
    assert.notEqual(bucketOf('2001:db8:1:200::1'), bucketOf('2001:db8:1:300::1'));
  });

  test('one of finitely many, whatever is given', () => {
    const buckets = new Set(Array.from({ length: 5000 }, (_, at) => bucketOf(`10.0.${at >> 8}.${at & 255}`)));
    assert.ok(buckets.size > 4500);
    for (const bucket of [...buckets, bucketOf(''), bucketOf('unknown')]) {
      assert.ok(Number(bucket) >= 0 && Number(bucket) < 65_536);
    }
  });
});

test(
  'receivers on one Redis count together, and each for itself while Redis is away',
  needs('redis-server'),
  async (t) => {
    const server = await startRedis(t);
    const client = new Redis(server.url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => 20,
    });
    client.on('error', () => undefined);
    t.after(() => client.disconnect());
    await until(() => client.status === 'ready');
    const options = { name: 'key', max: 3, windowMs: 60_000, shared: { client, prefix: 'test' } };
    const [one, other] = [createRateLimit(options), createRateLimit(options)];
    const allowed = [];
    for (const limit of [one, other, one, other, one]) allowed.push((await limit.take('caller')).allowed);
    assert.deepEqual(allowed, [true, true, true, false, false]);
    assert.equal((await other.take('another')).allowed, true);
    await server.kill();
    for (let call = 0; call < 3; call += 1) assert.equal((await one.take('caller')).allowed, true);
    assert.equal((await one.take('caller')).allowed, false);
  },
);
