import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wait } from '../../src/discord/wait.ts';
import { createFakeClock } from '../fake-clock.ts';

test('it resolves when the time is over and leaves nothing behind', async () => {
  const clock = createFakeClock();
  const stop = new AbortController();
  const waiting = wait(100, clock, stop.signal);
  clock.advance(100);
  await waiting;
  stop.abort();
  assert.equal(clock.pending(), 0);
});

test('it rejects as soon as it is called off, also before it began', async () => {
  const clock = createFakeClock();
  const stop = new AbortController();
  const waiting = wait(100, clock, stop.signal);
  stop.abort();
  await assert.rejects(waiting, { code: 'stopping' });
  await assert.rejects(wait(100, clock, stop.signal), { code: 'stopping' });
  assert.equal(clock.pending(), 0);
});
