import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from './problem-shape.ts';
import { ids, startReceiver } from './receiver.ts';

test('405 says what is possible, for every other method', async () => {
  await using receiver = await startReceiver();
  for (const [path, allowed, others] of [
    [`/webhook/${ids.bot}/${ids.webhook}`, 'POST', ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']],
    ['/deliveries/x', 'GET, HEAD', ['POST', 'PUT', 'DELETE', 'OPTIONS']],
    ['/healthz', 'GET, HEAD', ['POST', 'OPTIONS']],
    ['/readyz', 'GET, HEAD', ['POST', 'OPTIONS']],
    ['/metrics', 'GET, HEAD', ['POST', 'OPTIONS']],
  ] as const) {
    for (const method of others) {
      const response = await fetch(receiver.url + path, { method, headers: { authorization: receiver.key } });
      assert.equal(response.status, 405, `${method} ${path}`);
      assert.equal(response.headers.get('allow'), allowed);
      assert.ok(response.headers.has('x-request-id'));
      await response.body?.cancel();
    }
  }
  assert.equal(receiver.accepted.length, 0);
});

test('HEAD answers as GET does, without a body', async () => {
  await using receiver = await startReceiver();
  const response = await fetch(`${receiver.url}/healthz`, { method: 'HEAD' });
  assert.deepEqual([response.status, await response.text()], [200, '']);
});

test('404 for anything else, and for other spellings of what there is', async () => {
  await using receiver = await startReceiver();
  for (const path of [
    '/',
    '/webhook',
    '/webhook/1',
    '/webhook/1/2/3/4',
    '/Healthz',
    '//healthz',
    '/deliveries',
    '/?x=1',
  ]) {
    assert.equal((await refusal(fetch(receiver.url + path))).code, 'route-not-found', path);
    assert.equal((await refusal(receiver.post('{}', {}, receiver.url + path))).status, 404, path);
  }
});

test('a slash at the end is forgiven', async () => {
  await using receiver = await startReceiver();
  assert.equal((await receiver.post('{}', {}, `${receiver.address}/`)).status, 200);
});

test('400 for an address that is not encoded correctly', async () => {
  await using receiver = await startReceiver();
  const { status, code } = await refusal(receiver.post('{}', {}, `${receiver.url}/webhook/%zz/${ids.webhook}`));
  assert.deepEqual([status, code], [400, 'invalid-request']);
});
