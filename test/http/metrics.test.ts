import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFromHere } from '../../src/http/metrics.ts';
import { refusal } from './problem-shape.ts';
import { startReceiver } from './receiver.ts';

const metricsToken = 'a-long-metrics-token';

test('without a token they are for this machine alone', async () => {
  await using receiver = await startReceiver();
  const response = await fetch(`${receiver.url}/metrics`);
  assert.deepEqual(
    [response.status, response.headers.get('content-type'), await response.text()],
    [200, 'text/plain', 'metrics'],
  );
});

test('this machine is whoever calls from a loopback address, and nobody else', () => {
  const from = (remoteAddress?: string) => isFromHere({ headers: {}, socket: { remoteAddress } });
  for (const here of ['127.0.0.1', '127.8.9.1', '::1', '::ffff:127.0.0.1']) assert.equal(from(here), true, here);
  for (const elsewhere of ['10.0.0.1', '::ffff:10.0.0.1', '128.0.0.1', '1.127.0.1', '::12', 'fe80::1', '', undefined])
    assert.equal(from(elsewhere), false, elsewhere);
});

test('without a token there is nothing for what was passed on, whatever proxy is trusted', async () => {
  for (const trustProxy of [false, true]) {
    await using receiver = await startReceiver({ config: { trustProxy } });
    for (const [name, value] of [
      ['x-forwarded-for', '127.0.0.1'],
      ['X-Forwarded-Proto', 'https'],
      ['forwarded', 'for=127.0.0.1'],
      ['via', '1.1 proxy'],
      ['x-real-ip', '127.0.0.1'],
      ['true-client-ip', '127.0.0.1'],
      ['cf-connecting-ip', '127.0.0.1'],
    ] as const) {
      const { status, code } = await refusal(fetch(`${receiver.url}/metrics`, { headers: { [name]: value } }));
      assert.deepEqual([status, code], [404, 'route-not-found'], name);
    }
  }
});

test('with a token they are for whoever has it, also from elsewhere, and for nobody else', async () => {
  await using receiver = await startReceiver({ config: { metricsToken } });
  const ask = (authorization?: string) =>
    fetch(`${receiver.url}/metrics`, {
      headers: { 'x-forwarded-for': '203.0.113.7', ...(authorization !== undefined && { authorization }) },
    });
  assert.equal(await (await ask(`Bearer ${metricsToken}`)).text(), 'metrics');
  assert.equal((await ask(`bearer ${metricsToken}`)).status, 200);
  for (const wrong of [
    undefined,
    metricsToken,
    'Bearer ',
    `Bearer ${metricsToken}x`,
    `Bearer ${metricsToken.slice(1)}`,
    `Basic ${btoa(`:${metricsToken}`)}`,
    `Bearer ${receiver.key}`,
  ]) {
    const { status, code, headers } = await refusal(ask(wrong));
    assert.deepEqual([status, code], [401, 'unauthorized'], wrong);
    assert.ok(headers.has('www-authenticate'));
  }
});

test('guesses count for the address', async () => {
  await using receiver = await startReceiver({ config: { metricsToken, rateLimit: { max: 2, windowMs: 60_000 } } });
  const statuses = [];
  for (let guess = 0; guess < 3; guess += 1) {
    const headers = { authorization: `Bearer guess-${guess}` };
    statuses.push((await refusal(fetch(`${receiver.url}/metrics`, { headers }))).status);
  }
  assert.deepEqual(statuses, [401, 401, 429]);
});
