import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { createTransport } from '../../src/discord/transport.ts';
import { createFakeClock, until } from '../fake-clock.ts';
import { json, startScripted, type Script } from './scripted-discord.ts';

const get = { method: 'GET', headers: {}, body: null };

const start = async (script: Script) => {
  const discord = await startScripted(script);
  const clock = createFakeClock();
  const transport = createTransport({ clock, deadlineMs: 1_000 });
  return {
    ...discord,
    clock,
    transport,
    async [Symbol.asyncDispose]() {
      await transport.close();
      await discord.stop();
    },
  };
};
const failure = (promise: Promise<unknown>) =>
  promise.then(
    () => assert.fail('it did not reject'),
    (error: unknown) => error,
  );

test('status, headers and JSON come back; nothing waits on when it is done', async () => {
  await using server = await start((_asked, answer) => json(answer, 404, { code: 1 }, { 'x-a': 'b' }));
  const answer = await server.transport.send(server.apiUrl, get);
  assert.deepEqual(
    [answer.status, answer.headers.get('x-a'), answer.body, answer.isJson],
    [404, 'b', { code: 1 }, true],
  );
  assert.equal(server.clock.pending(), 0);
});

test('what is not JSON is told from what is empty', async () => {
  await using server = await start((_asked, answer, times) =>
    times === 0 ? answer.writeHead(200).end() : answer.writeHead(200, { 'content-type': 'text/html' }).end('{}'),
  );
  assert.equal((await server.transport.send(server.apiUrl, get)).isJson, true);
  const { isJson, body } = await server.transport.send(server.apiUrl, get);
  assert.deepEqual([isJson, body], [false, undefined]);
});

test('connections are kept and redirects not followed', async () => {
  const ports = new Set<number | undefined>();
  await using server = await start((_asked, answer) => {
    ports.add(answer.socket?.remotePort);
    answer.writeHead(302, { location: '/api/elsewhere' }).end();
  });
  for (let times = 0; times < 5; times += 1) {
    assert.equal((await server.transport.send(server.apiUrl, get)).status, 302);
  }
  assert.equal(server.asked.length, 5);
  assert.ok(ports.size <= 2, `${ports.size} connections`);
});

test('after the deadline, or a broken connection, nobody knows what happened', async () => {
  await using server = await start((_asked, answer, times) => (times === 0 ? undefined : answer.destroy()));
  const late = failure(server.transport.send(server.apiUrl, get));
  await until(() => server.asked.length === 1);
  server.clock.advance(1_000);
  for (const error of [await late, await failure(server.transport.send(server.apiUrl, get))]) {
    assert.ok(error instanceof AppError);
    assert.equal(error.code, 'discord-unavailable');
    assert.equal(error.effectUnknown, true);
  }
});

test('when nobody listens nothing has happened', async () => {
  await using server = await start(() => undefined);
  await server.stop();
  const error = await failure(server.transport.send(server.apiUrl, get));
  assert.ok(error instanceof AppError);
  assert.equal(error.code, 'discord-unavailable');
  assert.equal(error.effectUnknown, false);
});

test("called off before it is sent nothing happened, after it nobody knows; the signal's own error is kept", async () => {
  await using server = await start(() => undefined);
  const early = await failure(server.transport.send(server.apiUrl, { ...get, signal: AbortSignal.abort() }));
  assert.ok(early instanceof AppError && early.code === 'stopping' && !early.effectUnknown);
  const stop = new AbortController();
  const pending = failure(server.transport.send(server.apiUrl, { ...get, signal: stop.signal }));
  await until(() => server.asked.length === 1);
  stop.abort();
  const late = await pending;
  assert.ok(late instanceof AppError && late.code === 'stopping' && late.effectUnknown);
  const own = new AppError('overloaded', 'mine');
  assert.equal(await failure(server.transport.send(server.apiUrl, { ...get, signal: AbortSignal.abort(own) })), own);
});

test('closing calls off what is under way and takes nothing more', async () => {
  await using server = await start(() => undefined);
  const pending = failure(server.transport.send(server.apiUrl, get));
  await until(() => server.asked.length === 1);
  await server.transport.close();
  for (const error of [await pending, await failure(server.transport.send(server.apiUrl, get))]) {
    assert.ok(error instanceof AppError && error.code === 'stopping');
  }
});
