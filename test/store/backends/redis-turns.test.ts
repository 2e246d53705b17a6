import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { Redis } from 'ioredis';
import { systemClock } from '../../../src/clock.ts';
import { createRedisTurns } from '../../../src/store/backends/redis-turns.ts';
import { hasCode } from '../../contract/job-engine/engine-kind.ts';
import { createFakeClock, turns as letGo } from '../../fake-clock.ts';
import { needs } from '../../needs.ts';
import { startRedis } from '../../redis.ts';

const withRedis = needs('redis-server');

const open = async (t: TestContext) => {
  const server = await startRedis(t);
  const client = new Redis(server.url);
  t.after(() => client.disconnect());
  const process = () =>
    createRedisTurns({
      run: async (script, keys, values) => client.eval(script, keys.length, ...keys, ...values),
      keyOf: (name) => `turn:${name}`,
      tickets: 'turns',
      clock: systemClock,
    });
  return { client, process };
};

test('turns of one name follow one another, those of others do not wait', withRedis, async (t) => {
  const { client, process } = await open(t);
  const [one, other] = [process(), process()];
  let inside = 0;
  let most = 0;
  const task = async () => {
    inside += 1;
    most = Math.max(most, inside);
    await letGo();
    inside -= 1;
  };
  await Promise.all(Array.from({ length: 20 }, async (_, number) => (number % 2 ? one : other).take('a', task)));
  assert.equal(most, 1);
  await one.take('a', async () => other.take('b', async () => undefined));
  assert.equal(await client.exists('turn:a', 'turn:b'), 0, 'nothing is left behind');
});

test('whoever was held up too long writes nothing, and begins again with what is there now', withRedis, async (t) => {
  const { client, process } = await open(t);
  const [slow, quick] = [process(), process()];
  await client.set('value', '1');
  let tries = 0;
  const add = async (turns: typeof slow, pause: () => Promise<unknown>) =>
    turns.take('guild', async (turn) => {
      const value = Number(await client.get('value'));
      await pause();
      await turn.set('value', String(value + 1));
    });
  await add(slow, async () => {
    tries += 1;
    if (tries > 1) return;
    // As Redis does by itself when a turn's time is over.
    await client.del('turn:guild');
    await add(quick, async () => undefined);
  });
  assert.deepEqual([await client.get('value'), tries], ['3', 2]);
});

test('a turn that is lost again and again fails in the end, and deletes nothing', withRedis, async (t) => {
  const { client, process } = await open(t);
  await client.set('value', '1');
  const lost = process().take('guild', async (turn) => {
    await client.del('turn:guild');
    return turn.delete('value');
  });
  await assert.rejects(lost, hasCode('storage-unavailable'));
  assert.equal(await client.get('value'), '1');
  assert.deepEqual(
    await process().take('guild', async (turn) => [await turn.delete('value'), await turn.delete('value')]),
    [true, false],
  );
});

test('the turn of a process that died is over by itself', withRedis, async (t) => {
  const { client, process } = await open(t);
  void process()
    .take('guild', async () => new Promise(() => undefined))
    .catch(() => undefined);
  while ((await client.exists('turn:guild')) === 0) await letGo();
  assert.ok((await client.pttl('turn:guild')) > 0);
});

test('who waits too long is told so', async () => {
  const clock = createFakeClock();
  const turns = createRedisTurns({ run: async () => '', keyOf: (name) => name, tickets: 'turns', clock });
  const waiting = turns.take('guild', async () => undefined);
  const refused = assert.rejects(waiting, hasCode('storage-unavailable'));
  for (let ms = 0; ms < 11_000; ms += 50) {
    clock.advance(50);
    await letGo(5);
  }
  await refused;
});
