import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { systemClock } from '../../src/clock.ts';
import { createSharedBrake, createSharedPlaces } from '../../src/store/shared-limits.ts';
import { hasCode } from '../contract/job-engine/engine-kind.ts';
import { until } from '../fake-clock.ts';
import { needs } from '../needs.ts';
import { startRedis } from '../redis.ts';

const withRedis = needs('redis-server');

/** Two processes' connections to one Redis. */
const open = async (t: TestContext) => {
  const server = await startRedis(t);
  const connect = () => {
    const client = new Redis(server.url, {
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => 20,
    });
    client.on('error', () => undefined);
    t.after(() => client.disconnect());
    return client;
  };
  const clients = [connect(), connect()] as const;
  await until(() => clients.every(({ status }) => status === 'ready'));
  return { server, clients };
};

const placesOf = (client: Redis, { most = 3, longestMs = 60_000 } = {}) =>
  createSharedPlaces({ client, prefix: 'test', most, longestMs, clock: systemClock });

test('no more places are taken than there are, whichever process takes them', withRedis, async (t) => {
  const { clients } = await open(t);
  const [one, other] = [placesOf(clients[0]), placesOf(clients[1])];
  const frees: ((ms: number) => void)[] = [];
  const taking = Array.from({ length: 8 }, async (_, number) =>
    (number % 2 ? one : other).take().then((free) => void frees.push(free)),
  );
  await until(() => frees.length === 3);
  await clients[0].ping();
  assert.equal(await clients[0].zcard('{test}:places'), 3);
  for (let given = 0; given < 8; given += 1) {
    await until(() => frees.length > given);
    assert.ok(frees.length <= given + 3);
    frees[given]?.(0);
  }
  await Promise.all(taking);
});

test(
  'a place stays taken for as long as was said, and that of a process that died is free by itself',
  withRedis,
  async (t) => {
    const { clients } = await open(t);
    const hasty = placesOf(clients[0], { most: 1, longestMs: 40 });
    await hasty.take();
    const free = await hasty.take();
    free(60_000);
    await clients[0].ping();
    assert.ok(Number((await clients[0].zrange('{test}:places', '0', '0', 'WITHSCORES'))[1]) > Date.now() + 30_000);
  },
);

test('while Redis is away nobody is let out, and who is called off is told so', withRedis, async (t) => {
  const { server, clients } = await open(t);
  const places = placesOf(clients[0]);
  await server.kill();
  let taken = false;
  const taking = places.take().then(() => (taken = true));
  await new Promise(setImmediate);
  assert.equal(taken, false);
  const stop = new AbortController();
  const calledOff = assert.rejects(places.take(stop.signal), hasCode('stopping'));
  stop.abort();
  await server.restart();
  await taking;
  await calledOff;
  clients[0].disconnect();
  await until(() => clients[0].status === 'end');
  await assert.rejects(places.take(), hasCode('stopping'));
});

const brakeOf = (client: Redis) =>
  createSharedBrake({ client, prefix: 'test', budget: 5, windowMs: 600_000, longestMs: 20_000 });

const enter = async (brake: ReturnType<typeof brakeOf>) => {
  const entered = await brake.enter();
  if ('waitMs' in entered) throw new Error(`held for ${entered.waitMs} ms`);
  return entered;
};

test('what went wrong counts for all, as does what is under way', withRedis, async (t) => {
  const { clients } = await open(t);
  const [one, other] = [brakeOf(clients[0]), brakeOf(clients[1])];
  const entered = [await enter(one), await enter(other), await enter(one), await enter(other), await enter(one)];
  assert.deepEqual(await other.enter(), { waitMs: 250 }, 'five under way might all go wrong');
  entered[0]?.leave(false);
  await clients[0].ping();
  const again = await enter(other);
  for (const { leave } of [...entered.slice(1), again]) leave(true);
  await Promise.all(clients.map(async (client) => client.ping()));
  const refused = await other.enter();
  assert.ok('waitMs' in refused && refused.waitMs > 590_000);
  assert.equal(await clients[0].zcard('{test}:brake:invalid'), 5);
});

test('a hold is everyone’s, and a shorter one does not end a longer', withRedis, async (t) => {
  const { clients } = await open(t);
  const [one, other] = [brakeOf(clients[0]), brakeOf(clients[1])];
  one.hold(60_000);
  one.hold(1_000);
  await clients[0].ping();
  const refused = await other.enter();
  assert.ok('waitMs' in refused && refused.waitMs > 30_000);
});

test('without Redis each process goes by its own brake', withRedis, async (t) => {
  const { server, clients } = await open(t);
  await server.kill();
  const entered = await enter(brakeOf(clients[0]));
  assert.equal(entered.invalid, 0);
  entered.leave(true);
});
