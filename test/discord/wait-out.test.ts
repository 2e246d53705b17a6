import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RateLimitError } from '@discordjs/rest';
import { AppError } from '../../src/errors.ts';
import { waitOut } from '../../src/discord/wait-out.ts';
import { createFakeClock, turns } from '../fake-clock.ts';

const limited = (ms: number) => new AppError('discord-rate-limited', 'slow', { retryAfterMs: ms });

/** Runs it while the clock moves on; gives what came of it, how often it was tried and how long (ms) it took. */
const run = async (outcomes: unknown[], { random = 0, signal }: { random?: number; signal?: AbortSignal } = {}) => {
  const clock = createFakeClock();
  const from = clock.now();
  let tries = 0;
  let ended = false;
  const attempt = () => {
    const outcome = outcomes[Math.min(tries, outcomes.length - 1)];
    tries += 1;
    return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
  };
  const pending = waitOut({ attempt, signal, clock, random: () => random })
    .catch((error: unknown) => error)
    .finally(() => (ended = true));
  await turns(3);
  while (!ended) {
    clock.advance(10);
    await turns(3);
  }
  return { result: await pending, tries, ms: clock.now() - from };
};

test('short limits are waited out, with some time to spare and spread out', async () => {
  assert.deepEqual(await run([limited(500), limited(300), 'fine']), { result: 'fine', tries: 3, ms: 840 });
  assert.deepEqual(await run([limited(500), 'fine'], { random: 0.9 }), { result: 'fine', tries: 2, ms: 570 });
});

test('limits longer than five seconds altogether go back to the caller', async () => {
  const one = await run([limited(5_001)]);
  assert.ok(one.result instanceof AppError && one.result.retryAfterMs === 5_001);
  assert.deepEqual([one.tries, one.ms], [1, 0]);
  const many = await run([limited(2_000)]);
  assert.ok(many.result instanceof AppError);
  assert.equal(many.tries, 3);
});

test('tiny limits end too', async () => {
  const { result, tries } = await run([limited(1)]);
  assert.ok(result instanceof AppError);
  assert.equal(tries, 20);
});

test('every other error passes at once', async () => {
  const refused = new AppError('discord-refused', 'no', { retryAfterMs: 5 });
  assert.deepEqual(await run([refused]), { result: refused, tries: 1, ms: 0 });
});

test("the library's own errors lose what they hold", async () => {
  const library = new RateLimitError({
    timeToReset: 9_000,
    limit: 1,
    method: 'POST',
    hash: 'h',
    url: 'https://discord.com/api/webhooks/1/url-canary',
    route: '/webhooks/:id',
    majorParameter: '1',
    global: false,
    retryAfter: 9_000,
    sublimitTimeout: 0,
    scope: 'user',
  });
  const limit = (await run([library])).result;
  assert.ok(limit instanceof AppError && limit.code === 'discord-rate-limited' && limit.retryAfterMs === 9_000);
  assert.equal(limit.cause, undefined);
  const { result } = await run([new TypeError('https://discord.com/url-canary')]);
  assert.ok(result instanceof AppError && result.code === 'internal');
  assert.ok(!String(result.cause).includes('canary'));
});

test('called off it stops waiting', async () => {
  const clock = createFakeClock();
  const stop = new AbortController();
  const attempt = () => Promise.reject(limited(1_000));
  const pending = waitOut({ attempt, signal: stop.signal, clock, random: () => 0 });
  await turns(3);
  stop.abort();
  await assert.rejects(pending, { code: 'stopping' });
  assert.equal(clock.pending(), 0);
});
