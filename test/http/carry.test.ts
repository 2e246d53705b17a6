import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ids, startReceiver } from './receiver.ts';

test('writes one line for each request, with what finds it again', async () => {
  await using receiver = await startReceiver();
  await receiver.post('{}', { headers: { 'x-request-id': 'one' } });
  await receiver.post('{', { headers: { 'x-request-id': 'two' } });
  const lines = receiver.lines.map((line): unknown => JSON.parse(line));
  assert.deepEqual(lines, [
    {
      requestId: 'one',
      method: 'POST',
      status: 200,
      webhookId: ids.webhook,
      deliveryId: 'delivery-1',
      message: 'answered',
    },
    { requestId: 'two', method: 'POST', status: 400, webhookId: ids.webhook, message: 'answered' },
  ]);
});

test('once it drains, each connection is closed after its answer', async () => {
  await using receiver = await startReceiver();
  const before = await fetch(`${receiver.url}/healthz`);
  assert.equal(before.headers.get('connection'), 'keep-alive');
  receiver.server.drain();
  const after = await fetch(`${receiver.url}/healthz`);
  assert.equal(after.headers.get('connection'), 'close');
});
