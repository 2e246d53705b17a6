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
      request: 'one',
      key: receiver.keyId,
      guild: ids.guild,
      webhook: ids.webhook,
      delivery: 'delivery-1',
      method: 'POST',
      status: 200,
      message: 'answered',
    },
    {
      request: 'two',
      key: receiver.keyId,
      guild: ids.guild,
      webhook: ids.webhook,
      method: 'POST',
      status: 400,
      code: 'invalid-json',
      message: 'answered',
    },
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

test('tells of every answer with its status, its problem and its time', async () => {
  await using receiver = await startReceiver();
  await receiver.post('{}');
  await receiver.post('{');
  await receiver.raw(['hello\r\n\r\n']);
  assert.deepEqual(
    receiver.answers.map(({ status, code }) => [status, code]),
    [
      [200, undefined],
      [400, 'invalid-json'],
      [400, 'invalid-request'],
    ],
  );
  assert.ok(receiver.answers.every(({ ms }) => ms >= 0));
});
