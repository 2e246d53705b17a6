import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startRest, type StartedRest } from './start-rest.ts';

const messagesIn = (id: string) => `/channels/${id}/messages`;
const path = messagesIn(demoIds.general);
const send = ({ call }: StartedRest, to = path) => call('POST', to, { body: { content: 'x' } });

test('five messages in five seconds for each channel, told in headers', async (t) => {
  const started = await startRest(t, { limits: 'discord' });
  const { clock, world } = started;
  for (let left = 4; left >= 0; left -= 1) {
    const { status, headers } = await send(started);
    assert.deepEqual([status, headers.get('x-ratelimit-remaining')], [200, String(left)]);
  }
  const other = await send(started, messagesIn(demoIds.alerts));
  assert.equal(other.status, 200);
  clock.advance(1500);
  const refused = await send(started);
  assert.equal(refused.status, 429);
  assert.deepEqual(refused.body, { message: 'You are being rate limited.', retry_after: 3.5, global: false });
  assert.deepEqual(
    ['limit', 'remaining', 'reset-after', 'scope', 'global'].map((name) => refused.headers.get(`x-ratelimit-${name}`)),
    ['5', '0', '3.500', 'user', null],
  );
  assert.equal(refused.headers.get('retry-after'), '4');
  assert.equal(refused.headers.get('x-ratelimit-bucket'), other.headers.get('x-ratelimit-bucket'));
  assert.equal(world.ledger.length, 6);
  clock.advance(3500);
  assert.equal((await send(started)).status, 200);
});

test('fifty requests a second for the whole bot', async (t) => {
  const started = await startRest(t, { limits: 'discord' });
  const { call, clock } = started;
  const paths = [path, messagesIn(demoIds.alerts)];
  for (let count = 0; count < 50; count += 1) assert.equal((await call('GET', paths[count % 2] ?? path)).status, 200);
  const refused = await call('GET', '/users/@me');
  assert.equal(refused.status, 429);
  assert.deepEqual(refused.body, { message: 'You are being rate limited.', retry_after: 1, global: true });
  assert.equal(refused.headers.get('x-ratelimit-global'), 'true');
  assert.equal(refused.headers.get('x-ratelimit-scope'), 'global');
  clock.advance(1000);
  assert.equal((await call('GET', '/users/@me')).status, 200);
});

test('what carries its own secret is outside the limit of the bot', async (t) => {
  const { call } = await startRest(t, { limits: 'discord' });
  for (let count = 0; count < 50; count += 1) await call('GET', '/gateway');
  assert.equal((await call('GET', '/users/@me')).status, 200);
});

test('ten thousand invalid requests in ten minutes close the door', async (t) => {
  const { createRateLimits } = await import('../../src/sandbox/rate-limits.ts');
  const started = await startRest(t);
  const limits = createRateLimits(() => started.clock.now());
  const route = { method: 'GET' as const, path: '/users/@me', handle: () => ({ status: 200 }) };
  const refusal = () => limits.take({ route, params: {} }, 'GET').refusal;
  for (let count = 0; count < 9999; count += 1) limits.count([401, 403, 429][count % 3] ?? 401);
  limits.count(404);
  assert.equal(refusal(), undefined);
  limits.count(403);
  assert.equal(refusal()?.status, 429);
  assert.equal(typeof refusal()?.body, 'string');
  started.clock.advance(600_000);
  assert.equal(refusal(), undefined);
});

test('limits can be off', async (t) => {
  const started = await startRest(t, { limits: 'none' });
  for (let count = 0; count < 10; count += 1) {
    const { status, headers } = await send(started);
    assert.deepEqual([status, headers.get('x-ratelimit-limit')], [200, null]);
  }
});
