import assert from 'node:assert/strict';
import { test } from 'node:test';
import { systemClock } from '../src/clock.ts';

test('a task runs once, and not at all when called off', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  let runs = 0;
  systemClock.after(100, () => (runs += 1));
  const callOff = systemClock.after(100, () => (runs += 10));
  callOff();
  context.mock.timers.tick(99);
  assert.equal(runs, 0);
  context.mock.timers.tick(500);
  assert.equal(runs, 1);
});

test('a wait longer than a timer of Node can hold does not end at once', (context) => {
  context.mock.timers.enable({ apis: ['setTimeout'] });
  const month = 30 * 86_400_000;
  let ended = false;
  systemClock.after(month, () => (ended = true));
  const longestTimer = 2 ** 31 - 1;
  context.mock.timers.tick(longestTimer);
  context.mock.timers.tick(month - longestTimer - 1);
  assert.equal(ended, false);
  context.mock.timers.tick(1);
  assert.equal(ended, true);
});
