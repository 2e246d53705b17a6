import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import process from 'node:process';
import { test } from 'node:test';
import { inspect } from 'node:util';
import { AppError } from '../../src/errors.ts';
import { turns, until } from '../fake-clock.ts';
import { discordError, json, startScripted, token } from './scripted-discord.ts';

const get = { method: 'GET', path: ['channels', '111111111111111111'] } as const;
const call = { ...get, path: [...get.path] };
const post = {
  method: 'POST' as const,
  path: ['channels', '111111111111111111', 'messages'],
  body: { content: 'sent-body-canary' },
};

const failure = async (promise: Promise<unknown>): Promise<AppError> => {
  const error = await promise.then(
    () => assert.fail('it did not reject'),
    (caught: unknown) => caught,
  );
  assert.ok(error instanceof AppError, inspect(error));
  return error;
};

test('a call reaches Discord with version, token, body, query and reason, and its JSON comes back', async () => {
  await using discord = await startScripted((_asked, answer) => json(answer, 200, { id: '1' }));
  const body = await discord.rest.request({ ...post, query: { a: 'b c' }, reason: 'because ✓\ud800' });
  assert.deepEqual(body, { id: '1' });
  const [asked] = discord.asked;
  assert.equal(asked?.method, 'POST');
  assert.equal(asked?.url, '/api/v10/channels/111111111111111111/messages?a=b+c');
  assert.equal(asked?.headers.authorization, `Bot ${token}`);
  assert.equal(asked?.headers['x-audit-log-reason'], encodeURIComponent('because ✓\ufffd'));
  assert.equal(asked?.body, '{"content":"sent-body-canary"}');
});

test('an empty answer is undefined', async () => {
  await using discord = await startScripted((_asked, answer) => answer.writeHead(204).end());
  assert.equal(await discord.rest.request(call), undefined);
});

test('routes with a token of their own are sent without the bot token', async () => {
  await using discord = await startScripted((_asked, answer) => answer.writeHead(204).end());
  await discord.rest.request({ ...post, path: ['interactions', '1', 'itoken', 'callback'] });
  await discord.rest.request({ ...post, path: ['webhooks', '1', 'wtoken'] });
  await discord.rest.request({ ...post, path: ['webhooks', '1'] });
  assert.deepEqual(
    discord.asked.map(({ headers }) => headers.authorization !== undefined),
    [false, false, true],
  );
});

test('dot segments and empty ones never leave the program', async () => {
  await using discord = await startScripted((_asked, answer) => json(answer, 200, {}));
  for (const segment of ['', '.', '..', '...', '\ud800']) {
    const error = await failure(discord.rest.request({ method: 'GET', path: ['guilds', segment, 'x'] }));
    assert.equal(error.code, 'invalid-action');
  }
  await failure(discord.rest.request({ method: 'GET', path: [] }));
  assert.equal(discord.asked.length, 0);
  for (const segment of ['%2e%2e', '../../channels/5', 'a/b', '?x', '#y', '..\\', '%']) {
    await discord.rest.request({ method: 'GET', path: ['guilds', segment, 'x'] });
  }
  assert.deepEqual(
    discord.asked.map(({ url }) => url.slice('/api/v10/guilds/'.length)),
    ['%252e%252e/x', '..%2F..%2Fchannels%2F5/x', 'a%2Fb/x', '%3Fx/x', '%23y/x', '..%5C/x', '%25/x'],
  );
});

test('server errors, redirects, foreign pages and broken JSON are an outage, each after one request', async () => {
  const html = { 'content-type': 'text/html' };
  const faults: Parameters<typeof startScripted>[0][] = [
    (_asked, answer) => json(answer, 500, { message: 'Internal' }),
    (_asked, answer) => answer.writeHead(502, html).end('<h1>Bad gateway</h1>'),
    (_asked, answer) => answer.writeHead(503).end(),
    (_asked, answer) => answer.writeHead(520, html).end('<h1>Cloudflare</h1>'),
    (_asked, answer) => answer.writeHead(301, { location: '/elsewhere' }).end(),
    (_asked, answer) => answer.writeHead(307, { location: '/elsewhere' }).end(),
    (_asked, answer) => answer.writeHead(200, html).end('<h1>A hotel</h1>'),
    (_asked, answer) => answer.writeHead(200, { 'content-type': 'application/json' }).end('{"id":'),
    (_asked, answer) => answer.writeHead(404, html).end('<h1>Not here</h1>'),
    (_asked, answer) => answer.destroy(),
    (_asked, answer) => answer.socket?.resetAndDestroy(),
    (_asked, answer) => {
      answer.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
      answer.write('{"id":', () => answer.destroy());
    },
  ];
  for (const [index, fault] of faults.entries()) {
    await using discord = await startScripted(fault);
    const error = await failure(discord.rest.request(post));
    assert.equal(error.code, 'discord-unavailable', `fault ${index}: ${error.detail}`);
    assert.equal(discord.asked.length, 1, `fault ${index} was repeated`);
  }
});

test('the deadline covers headers and body', async () => {
  for (const begin of [false, true]) {
    await using discord = await startScripted((_asked, answer) => {
      if (begin) answer.writeHead(200, { 'content-type': 'application/json' }).write('{');
    });
    const pending = failure(discord.rest.request(call));
    await until(() => discord.asked.length === 1);
    discord.clock.advance(15_000);
    const error = await pending;
    assert.equal(error.code, 'discord-unavailable');
    assert.match(error.detail, /15 seconds/);
  }
});

test('nobody listening is an outage; a call that is called off says so and leaves no request behind', async () => {
  await using discord = await startScripted(() => undefined);
  const stop = new AbortController();
  const pending = failure(discord.rest.request({ ...call, signal: stop.signal }));
  await until(() => discord.asked.length === 1);
  stop.abort();
  assert.equal((await pending).code, 'stopping');
  assert.equal((await failure(discord.rest.request({ ...call, signal: stop.signal }))).code, 'stopping');
  const waiting = failure(discord.rest.request({ ...call, path: ['guilds', '2'] }));
  await until(() => discord.asked.length === 2);
  await discord.stop();
  assert.equal((await waiting).code, 'stopping');
});

test('one 401 leaves the token alone; three in a row latch until a probe works', async () => {
  let status = 401;
  await using discord = await startScripted((asked, answer) => {
    const works = asked.headers.authorization === `Bot ${token}` && status === 200;
    json(answer, works ? 200 : 401, works ? {} : discordError(0, '401: Unauthorized'));
  });
  assert.equal((await failure(discord.rest.request(call))).code, 'discord-token-rejected');
  assert.equal(discord.rest.health().tokenRejected, false);
  status = 200;
  await discord.rest.request(call);
  status = 401;
  for (let times = 0; times < 10; times += 1) {
    assert.equal((await failure(discord.rest.request(call))).code, 'discord-token-rejected');
  }
  assert.equal(discord.asked.length, 5, 'after three rejections nothing more is sent');
  assert.equal(discord.rest.health().tokenRejected, true);

  discord.clock.advance(60_000);
  await until(() => discord.lines.some((line) => line.includes('still does not accept')));
  assert.equal(discord.asked[5]?.url, '/api/v10/users/@me');
  discord.clock.advance(60_000);
  assert.equal(discord.asked.length, 6, 'the second probe waits longer');
  status = 200;
  discord.clock.advance(60_000);
  await until(() => !discord.rest.health().tokenRejected);
  await discord.rest.request(call);
});

test('401 on a route with its own token says nothing about the bot token', async () => {
  await using discord = await startScripted((_asked, answer) => json(answer, 401, discordError(50_027)));
  for (let times = 0; times < 4; times += 1) {
    await failure(discord.rest.request({ ...post, path: ['webhooks', '1', 'expired'] }));
  }
  assert.equal(discord.rest.health().tokenRejected, false);
});

test('no error and no log line holds the token, the address or the body', async () => {
  const answers: [number, unknown][] = [
    [
      400,
      {
        code: 50_035,
        message: 'Invalid "sent-body-canary"',
        errors: { content: { _errors: [{ message: "Bad 'sent-body-canary'" }] } },
      },
    ],
    [401, discordError(0, 'sent')],
    [403, discordError(50_013)],
    [429, { message: 'slow', retry_after: 400, global: true }],
    [500, {}],
  ];
  for (const [status, body] of answers) {
    await using discord = await startScripted((_asked, answer) => json(answer, status, body));
    const error = await failure(discord.rest.request({ ...post, path: ['webhooks', '1', 'path-canary'], auth: true }));
    const seen = inspect(error, { depth: 10, showHidden: true }) + JSON.stringify(error) + discord.lines.join('');
    for (const canary of [token, 'path-canary', 'sent-body-canary', '/api/v10']) {
      assert.ok(!seen.includes(canary), `${status} shows ${canary}: ${seen}`);
    }
  }
});

test('through ten minutes of outage a route is tried less than once a second, and works at once when it is over', async () => {
  let down = true;
  await using discord = await startScripted((_asked, answer) => (down ? json(answer, 503, {}) : json(answer, 200, {})));
  for (let ms = 0; ms < 600_000; ms += 1_000) {
    await Promise.all([failure(discord.rest.request(post)), failure(discord.rest.request(post))]);
    discord.clock.advance(1_000);
  }
  assert.ok(discord.asked.length <= 100, `${discord.asked.length} requests`);
  assert.ok(discord.asked.length >= 60, `${discord.asked.length} requests`);
  down = false;
  discord.clock.advance(8_000);
  await discord.rest.request(post);
  await discord.rest.request(post);
});

test("a caller's signal collects no listeners", async (t) => {
  const warnings: string[] = [];
  const hear = ({ name }: Error) => void warnings.push(name);
  process.on('warning', hear);
  t.after(() => process.off('warning', hear));
  await using discord = await startScripted((_asked, answer) => json(answer, 200, {}));
  const { signal } = new AbortController();
  for (let times = 0; times < 30; times += 1) await discord.rest.request({ ...call, signal });
  await turns();
  assert.equal(getEventListeners(signal, 'abort').length, 0);
  assert.deepEqual(warnings, []);
});
