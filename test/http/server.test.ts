import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { startReceiver } from './receiver.ts';

test('listens on a free port when asked for 0, and says which', async () => {
  await using receiver = await startReceiver();
  assert.ok(receiver.port > 0);
  assert.equal((await fetch(`${receiver.url}/healthz`)).status, 200);
});

test('a port that is taken is refused with what to change', async () => {
  await using receiver = await startReceiver();
  await assert.rejects(
    startReceiver({ config: { port: receiver.port } }),
    (error) => error instanceof AppError && error.code === 'invalid-settings' && /EADDRINUSE/.test(error.detail),
  );
});

test('every answer carries the standing headers, and none tells what it runs on', async () => {
  await using receiver = await startReceiver();
  for (const response of [
    await receiver.post('{}'),
    await receiver.post('{'),
    await fetch(`${receiver.url}/nowhere`),
    await fetch(`${receiver.url}/healthz`),
  ]) {
    assert.equal(response.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.match(response.headers.get('content-security-policy') ?? '', /default-src 'none'/);
    for (const name of ['x-powered-by', 'etag', 'server']) assert.equal(response.headers.has(name), false, name);
  }
});

test('closing waits for what is being answered, and takes nothing new', async () => {
  const begun = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  await using receiver = await startReceiver({
    context: {
      accept: async () => {
        begun.resolve();
        await go.promise;
        return { id: 'in-hand', duplicate: false };
      },
    },
  });
  const answer = receiver.post('{}');
  await begun.promise;
  let closed = false;
  const closing = receiver.server.close(60_000).then(() => {
    closed = true;
  });
  await assert.rejects(fetch(`${receiver.url}/healthz`));
  assert.equal(closed, false);
  go.resolve();
  const response = await answer;
  assert.equal(response.status, 200);
  assert.deepEqual(await response.json(), { id: 'in-hand', status: 'queued' });
  await closing;
});

test('closing cuts what does not end in its grace', async () => {
  const begun = Promise.withResolvers<void>();
  const timers: (() => void)[] = [];
  await using receiver = await startReceiver({
    context: {
      clock: {
        now: Date.now,
        after: (_ms, task) => {
          timers.push(task);
          return () => undefined;
        },
      },
      accept: () => {
        begun.resolve();
        return new Promise(() => undefined);
      },
    },
  });
  const answer = receiver.post('{}');
  await begun.promise;
  const closing = receiver.server.close(10_000);
  timers.forEach((task) => task());
  await assert.rejects(answer);
  await closing;
});

test('more connections than allowed are turned away', async () => {
  await using receiver = await startReceiver({ limits: { connections: 0 } });
  await assert.rejects(fetch(`${receiver.url}/healthz`));
});
