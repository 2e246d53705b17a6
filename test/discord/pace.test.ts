import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createPace } from '../../src/discord/pace.ts';
import { AppError } from '../../src/errors.ts';
import { createFakeClock, turns, until } from '../fake-clock.ts';

/** As many a second, so that p-queue's own timer, which runs on the machine's clock, lets them through at once. */
const perSecond = 20;

const start = () => {
  const clock = createFakeClock();
  const pace = createPace({ perSecond, clock });
  const sent: number[] = [];
  const answers: (() => void)[] = [];
  const send = () =>
    new Promise<void>((resolve) => {
      sent.push(clock.now());
      answers.push(resolve);
    });
  return { clock, pace, sent, answers, send };
};

test('an idle pace sends at once, and gives back what comes of it', async () => {
  const { pace } = start();
  assert.equal(await pace.run(() => Promise.resolve(5)), 5);
  await assert.rejects(
    pace.run(() => Promise.reject(new Error('no'))),
    /no/,
  );
});

test('a place is taken until a second after the answer, so that no second holds more', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const { clock, pace, sent, answers, send } = start();
  const all = Promise.all(Array.from({ length: perSecond + 1 }, () => pace.run(send)));
  while (sent.length < perSecond) {
    t.mock.timers.tick(100);
    await turns();
  }
  t.mock.timers.tick(1_000);
  await turns();
  assert.equal(sent.length, perSecond);
  assert.equal(pace.waiting(), 1);
  // The answer to the first took 300 ms: it may have been counted at any time within them.
  clock.advance(300);
  answers[0]?.();
  await turns();
  clock.advance(1_299);
  await turns();
  assert.equal(sent.length, perSecond, 'a place was free too soon');
  clock.advance(10);
  await until(() => sent.length === perSecond + 1);
  for (const answer of answers) answer();
  await all;
});

test('a burst is spread out', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'] });
  const { pace, sent } = start();
  const quick = () => {
    sent.push(0);
    return Promise.resolve();
  };
  const all = Promise.all(Array.from({ length: 10 }, () => pace.run(quick)));
  await turns();
  assert.equal(sent.length, 2, 'a tenth of a second holds a tenth of the limit');
  for (let steps = 0; steps < 5; steps += 1) {
    t.mock.timers.tick(100);
    await turns();
  }
  await all;
  assert.equal(sent.length, 10);
});

test('what waits can be called off and then is never sent', async () => {
  const { pace, sent, send } = start();
  for (let n = 0; n < perSecond; n += 1) void pace.run(send);
  const stop = new AbortController();
  const pending = pace.run(send, stop.signal).catch((error: unknown) => error);
  stop.abort();
  const error = await pending;
  assert.ok(error instanceof AppError && error.code === 'stopping');
  assert.ok(sent.length <= perSecond);
});
