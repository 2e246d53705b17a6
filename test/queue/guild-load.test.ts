import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGuildLoad, guildOverloaded } from '../../src/queue/guild-load.ts';

const isRefused = { code: 'guild-overloaded' };

test('a guild is refused above its share of jobs or bytes, until some of it has ended', () => {
  const load = createGuildLoad({ jobs: 2, bytes: 100 });
  load.change('a', 1, 60);
  load.check('a', 40);
  assert.throws(() => load.check('a', 41), isRefused);
  load.change('a', 1, 0);
  assert.throws(() => load.check('a', 0), isRefused);
  load.check('b', 100);
  load.change('a', -1, -60);
  load.check('a', 100);
});

test('a guild of which nothing is left counts as new', () => {
  const load = createGuildLoad({ jobs: 1, bytes: 10 });
  load.change('a', 2, 20);
  load.change('a', -2, -20);
  load.change('a', 1, 1);
  assert.throws(() => load.check('a', 0), isRefused);
  load.change('a', -1, -1);
  load.check('a', 10);
});

test('without a limit nobody is refused', () => {
  const load = createGuildLoad(undefined);
  load.change('a', 1_000_000, 1e12);
  load.check('a', 1);
});

test('the refusal says when to come back', () => {
  assert.ok(Number(guildOverloaded().retryAfterMs) > 0);
});
