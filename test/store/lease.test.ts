import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { silentLogger } from '../../src/logger.ts';
import { createLease } from '../../src/store/lease.ts';
import { createFakeClock, until, type FakeClock } from '../fake-clock.ts';
import { needs } from '../needs.ts';
import { startRedis } from '../redis.ts';

const withRedis = needs('redis-server');

const open = async (t: TestContext) => {
  const server = await startRedis(t);
  const client = new Redis(server.url, { enableOfflineQueue: false, maxRetriesPerRequest: 0, retryStrategy: () => 20 });
  client.on('error', () => undefined);
  t.after(() => client.disconnect());
  await until(() => client.status === 'ready');
  const process = () => {
    const clock = createFakeClock();
    return { clock, lease: createLease({ client, name: 'lease', clock, log: silentLogger }) };
  };
  return { server, client, process };
};

/** Lets time pass for a process, with what it asks of Redis meanwhile. */
const pass = async (clock: FakeClock, ms: number, client: Redis) => {
  for (let passed = 0; passed < ms; passed += 500) {
    clock.advance(500);
    await client.ping().catch(() => undefined);
    await new Promise(setImmediate);
  }
};

test('one process has it; another gets it when the first gives it up', withRedis, async (t) => {
  const { client, process } = await open(t);
  const [one, other] = [process(), process()];
  const { lost } = await one.lease.take();
  let isTaken = false;
  const taking = other.lease.take().then((held) => {
    isTaken = true;
    return held;
  });
  await pass(other.clock, 3_000, client);
  assert.equal(isTaken, false);
  await pass(one.clock, 30_000, client);
  assert.equal(lost.aborted, false, 'it is renewed');
  assert.ok((await client.pttl('lease')) > 0, 'and goes away by itself when its process dies');
  await one.lease.giveUp();
  await pass(other.clock, 1_000, client);
  assert.equal((await taking).lost.aborted, false);
});

test('who lost it to another learns it, and does not take it away again', withRedis, async (t) => {
  const { client, process } = await open(t);
  const [one, other] = [process(), process()];
  const { lost } = await one.lease.take();
  // As Redis does by itself when it was not renewed in time.
  await client.del('lease');
  await other.lease.take();
  const held = await client.get('lease');
  await pass(one.clock, 3_000, client);
  assert.equal(lost.aborted, true);
  await one.lease.giveUp();
  assert.equal(await client.get('lease'), held);
});

test('who cannot renew it lets go before another can have it', withRedis, async (t) => {
  const { server, client, process } = await open(t);
  const { clock, lease } = process();
  const { lost } = await lease.take();
  await server.kill();
  await pass(clock, 6_500, client);
  assert.equal(lost.aborted, false);
  await pass(clock, 1_000, client);
  assert.equal(lost.aborted, true);
});
