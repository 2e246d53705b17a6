import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ServerResponse } from 'node:http';
import { AppError } from '../../src/errors.ts';
import { turns, until } from '../fake-clock.ts';
import { discordError, json, startScripted } from './scripted-discord.ts';

const channel = (id: number) => ({ method: 'GET' as const, path: ['channels', `11111111111111${1_000 + id}`] });
const ofUser = { 'x-ratelimit-scope': 'user', 'x-ratelimit-bucket': 'b' };
const limited = (answer: ServerResponse, headers: Record<string, string>, body: object = {}) =>
  json(answer, 429, { message: 'You are being rate limited.', global: false, ...body }, headers);

const outcome = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    (value) => value ?? 'ok',
    (error: unknown) => error,
  );
const failure = async (promise: Promise<unknown>): Promise<AppError> => {
  const error = await outcome(promise);
  assert.ok(error instanceof AppError, String(error));
  return error;
};

test('a short limit on one route is waited out, in every form that it comes in', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  const forms: ((answer: ServerResponse, now: number) => void)[] = [
    (answer) => limited(answer, { ...ofUser, 'retry-after': '2' }),
    (answer) => limited(answer, { ...ofUser, 'retry-after': '1.5' }, { retry_after: 2 }),
    (answer) => limited(answer, ofUser, { retry_after: 2 }),
    (answer, now) => limited(answer, { ...ofUser, 'retry-after': new Date(now + 2_000).toUTCString() }),
  ];
  for (const [index, form] of forms.entries()) {
    await using discord = await startScripted((_asked, answer, times) =>
      times === 0 ? form(answer, discord.clock.now()) : json(answer, 200, { fine: true }),
    );
    const pending = outcome(discord.rest.request(channel(1)));
    await until(() => discord.rest.health().invalidRequests === 1);
    await turns();
    discord.clock.advance(1_900);
    await turns();
    assert.equal(discord.asked.length, 1, `form ${index} was asked too soon`);
    t.mock.timers.tick(2_000);
    discord.clock.advance(200);
    assert.deepEqual(await pending, { fine: true });
    assert.equal(discord.asked.length, 2);
  }
});

test('a long limit goes back to the caller with the time to wait', async () => {
  for (const [headers, body, expected] of [
    [{ 'retry-after': '600' }, {}, 600_000],
    [{}, { retry_after: 12.3 }, 12_300],
    [{ 'retry-after': '99999999999' }, {}, 3_600_000],
  ] as const) {
    await using discord = await startScripted((_asked, answer) => limited(answer, { ...ofUser, ...headers }, body));
    const error = await failure(discord.rest.request(channel(1)));
    assert.equal(error.code, 'discord-rate-limited');
    assert.equal(error.retryAfterMs, expected);
    assert.equal(discord.rest.health().brakedUntil, undefined, 'one route holds up only itself');
    const again = await failure(discord.rest.request(channel(1)));
    assert.equal(again.code, 'discord-rate-limited');
    assert.equal(discord.asked.length, 1, 'the limit is remembered');
  }
});

test('limits that say nothing usable are neither repeated at once nor for ever', async () => {
  for (const header of ['-5', '0', 'soon', 'NaN', '']) {
    await using discord = await startScripted((_asked, answer) =>
      limited(answer, { ...ofUser, ...(header !== '' && { 'retry-after': header }) }),
    );
    let settled = false;
    const pending = outcome(discord.rest.request(channel(1))).finally(() => (settled = true));
    await until(() => discord.asked.length === 1);
    await turns(200);
    assert.equal(discord.asked.length, 1, `${header} is asked again at once`);
    while (!settled) {
      discord.clock.advance(1_000);
      await turns();
    }
    assert.ok((await pending) instanceof AppError);
    assert.ok(discord.asked.length <= 6, `${header} led to ${discord.asked.length} requests`);
  }
});

test('a global limit holds every request back, and then one goes ahead', async () => {
  await using discord = await startScripted((_asked, answer, times) =>
    times === 0
      ? limited(answer, { 'retry-after': '60', 'x-ratelimit-global': 'true' }, { global: true })
      : json(answer, 200, {}),
  );
  await failure(discord.rest.request(channel(1)));
  const held = await failure(discord.rest.request(channel(2)));
  assert.equal(held.code, 'discord-rate-limited');
  assert.equal(held.retryAfterMs, 60_000);
  await failure(discord.rest.request({ method: 'POST', path: ['interactions', '1', 'token', 'callback'] }));
  assert.equal(discord.asked.length, 1);
  assert.equal(discord.rest.health().brakedUntil, discord.clock.now() + 60_000);
  discord.clock.advance(60_000);
  await discord.rest.request(channel(2));
  assert.equal(discord.rest.health().brakedUntil, undefined);
});

test('a limit set in front of Discord holds every request back, longer each time', async () => {
  await using discord = await startScripted((_asked, answer) =>
    answer.writeHead(429, { 'content-type': 'text/html' }).end('<h1>You are banned</h1>'),
  );
  const waits: number[] = [];
  for (let times = 0; times < 6; times += 1) {
    await failure(discord.rest.request(channel(times)));
    const { brakedUntil } = discord.rest.health();
    assert.ok(brakedUntil !== undefined);
    waits.push(brakedUntil - discord.clock.now());
    discord.clock.advance(brakedUntil - discord.clock.now());
  }
  assert.equal(discord.asked.length, 6);
  assert.deepEqual(
    waits,
    waits.toSorted((a, b) => a - b),
  );
  assert.ok((waits[0] ?? 0) >= 10_000);
  assert.equal(waits.at(-1), 300_000);
});

test('a storm of limits of all kinds never uses up more than 500 invalid requests in 10 minutes', async () => {
  const kinds: ((answer: ServerResponse) => void)[] = [
    (answer) => limited(answer, { ...ofUser, 'retry-after': '0.001' }),
    (answer) => limited(answer, ofUser),
    (answer) => limited(answer, { 'retry-after': '-1', 'x-ratelimit-global': 'true' }),
    (answer) => answer.writeHead(429, { 'content-type': 'text/html' }).end('<h1>banned</h1>'),
    (answer) => json(answer, 403, discordError(50_013)),
    (answer) => json(answer, 403, discordError(50_001)),
  ];
  await using discord = await startScripted((_asked, answer, times) => kinds[(times * 7) % kinds.length]?.(answer));
  const open = new Set<Promise<unknown>>();
  for (let second = 0; second < 600; second += 5) {
    for (let n = 0; n < 40; n += 1) {
      const pending: Promise<unknown> = outcome(discord.rest.request(channel(second * 8 + n))).finally(() =>
        open.delete(pending),
      );
      open.add(pending);
    }
    await turns(30);
    discord.clock.advance(5_000);
  }
  assert.ok(discord.asked.length <= 500, `${discord.asked.length} requests`);
  assert.ok(discord.asked.length >= 20, 'it never asked again');
});

test('refusals alone stop at the budget, and go on as the oldest of them get old', async () => {
  await using discord = await startScripted((_asked, answer) => json(answer, 403, discordError(50_013)));
  let settled = false;
  const pending = Promise.all(
    Array.from({ length: 700 }, (_, id) => failure(discord.rest.request(channel(id)))),
  ).finally(() => (settled = true));
  while (!settled) {
    await turns(100);
    discord.clock.advance(250);
  }
  const all = await pending;
  assert.equal(discord.asked.length, 500);
  assert.equal(all.filter(({ code }) => code === 'missing-permission').length, 500);
  assert.equal(discord.rest.health().invalidRequests, 500);
  discord.clock.advance(600_000);
  assert.equal((await failure(discord.rest.request(channel(999)))).code, 'missing-permission');
});

test('limits on a shared resource are not invalid requests', async () => {
  await using discord = await startScripted((_asked, answer) =>
    limited(answer, { 'x-ratelimit-scope': 'shared', 'retry-after': '30' }),
  );
  await failure(discord.rest.request(channel(1)));
  assert.equal(discord.rest.health().invalidRequests, 0);
});

test('a route that keeps being refused is left alone for a while, others are not', async () => {
  await using discord = await startScripted((asked, answer) =>
    asked.url.endsWith('1001') ? json(answer, 403, discordError(50_013)) : json(answer, 200, {}),
  );
  for (let times = 0; times < 50; times += 1) {
    assert.equal((await failure(discord.rest.request(channel(1)))).code, 'missing-permission');
  }
  assert.equal(discord.asked.length, 3);
  await discord.rest.request(channel(2));
  discord.rest.reconsider();
  await failure(discord.rest.request(channel(1)));
  assert.equal(discord.asked.length, 5);
});

test('what Discord says of a bucket is kept, so that the limit is not run into', async (t) => {
  t.mock.timers.enable({ apis: ['Date'] });
  await using discord = await startScripted((_asked, answer) =>
    json(
      answer,
      200,
      {},
      {
        'x-ratelimit-limit': '1',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset-after': '3',
        'x-ratelimit-bucket': 'b',
      },
    ),
  );
  await discord.rest.request(channel(1));
  // The library learns the bucket's name with the first answer, and its state with the next one.
  await discord.rest.request(channel(1));
  let done = false;
  const pending = discord.rest.request(channel(1)).then(() => (done = true));
  await turns(100);
  assert.equal(discord.asked.length, 2);
  assert.equal(done, false);
  await discord.rest.request(channel(2));
  t.mock.timers.tick(3_100);
  discord.clock.advance(3_100);
  await pending;
  assert.equal(discord.asked.length, 4);
});
