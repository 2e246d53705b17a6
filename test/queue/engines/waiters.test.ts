import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWaiters } from '../../../src/queue/engines/waiters.ts';
import type { Job } from '../../../src/queue/job-engine.ts';
import { createFakeClock } from '../../fake-clock.ts';

const job: Job = {
  id: 'a',
  guildId: 'guild',
  lane: 'lane',
  payload: '',
  progress: '',
  state: 'done',
  createdAt: 0,
  runAt: 0,
  finishedAt: 0,
};

test('all who wait for a job hear of its end, and nobody else', async () => {
  const clock = createFakeClock();
  const waiters = createWaiters(clock);
  const answers = [waiters.wait('a', 100), waiters.wait('a', 200), waiters.wait('b', 50)];
  waiters.ended(job);
  waiters.ended(job);
  clock.advance(50);
  assert.deepEqual(await Promise.all(answers), [job, job, undefined]);
  assert.equal(clock.pending(), 0);
});

test('one gives up while another waits on', async () => {
  const clock = createFakeClock();
  const waiters = createWaiters(clock);
  const answers = [waiters.wait('a', 100), waiters.wait('a', 200)];
  clock.advance(100);
  assert.equal(await answers[0], undefined);
  waiters.ended(job);
  assert.equal(await answers[1], job);
});

test('a stop tells all', async () => {
  const clock = createFakeClock();
  const waiters = createWaiters(clock);
  const answers = [waiters.wait('a', 100), waiters.wait('b', 200)];
  waiters.stop();
  assert.deepEqual(await Promise.all(answers), [undefined, undefined]);
  assert.equal(clock.pending(), 0);
});
