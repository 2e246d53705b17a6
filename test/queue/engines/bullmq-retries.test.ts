import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../../../src/logger.ts';
import { createBullRetries } from '../../../src/queue/engines/bullmq-retries.ts';
import { createFakeClock, turns } from '../../fake-clock.ts';

const bench = (answers: (() => Promise<{ lane: string; token: string }[]>)[] = []) => {
  const clock = createFakeClock();
  const asked: number[] = [];
  const offered: string[] = [];
  const start = clock.now();
  const retries = createBullRetries({
    clock,
    log: silentLogger,
    async due(now) {
      asked.push(now - start);
      retries.next(Infinity);
      return (await answers.shift()?.()) ?? [];
    },
    offer: ({ token }) => void offered.push(token),
  });
  return { clock, asked, offered, retries, at: (ms: number) => start + ms };
};

test('nothing is brought back before the start, and then at its time, with one timer', async () => {
  const { clock, asked, offered, retries, at } = bench([async () => [{ lane: 'a', token: '1' }]]);
  retries.next(at(500));
  clock.advance(100);
  assert.equal(clock.pending(), 0);
  retries.start();
  retries.next(at(300));
  retries.next(at(300));
  assert.equal(clock.pending(), 1);
  clock.advance(400);
  await turns();
  assert.deepEqual([asked, offered, clock.pending()], [[300], ['1'], 0]);
});

test('a clock that is put forward is noticed when Redis tells of the queue again', async () => {
  const { clock, asked, retries, at } = bench();
  retries.start();
  retries.next(at(60_000));
  clock.set(at(61_000));
  retries.next(at(60_000));
  await turns();
  assert.deepEqual([asked, clock.pending()], [[61_000], 0]);
});

test('while Redis is away it is asked again, and after a stop no more', async () => {
  const fail = async () => {
    throw new Error('away');
  };
  const { clock, asked, retries, at } = bench([fail, fail]);
  retries.start();
  retries.next(at(0));
  await turns();
  clock.advance(1_000);
  await turns();
  clock.advance(1_000);
  await turns();
  assert.deepEqual(asked, [0, 1_000, 2_000]);
  retries.next(at(9_000));
  retries.stop();
  clock.advance(60_000);
  await turns();
  assert.equal(asked.length, 3);
});
