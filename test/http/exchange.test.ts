import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { chooseRequestId } from '../../src/http/exchange.ts';
import { startReceiver } from './receiver.ts';

const chosen = (given: string | undefined) => {
  const request = new IncomingMessage(new Socket());
  if (given !== undefined) request.headers['x-request-id'] = given;
  return chooseRequestId(request, () => 'made-here');
};

test("takes a caller's request id when it is sane", () => {
  for (const id of ['a', 'A-1_b.c:d', '4bf92f3577b34da6a3ce929d0e0e4736', 'x'.repeat(128)])
    assert.equal(chosen(id), id);
});

test('makes one otherwise', () => {
  for (const id of [undefined, '', 'x'.repeat(129), 'a b', 'a,b', '<script>', 'a\u00e9', '"a"']) {
    assert.equal(chosen(id), 'made-here');
  }
});

test('each request without one gets its own', async () => {
  await using receiver = await startReceiver();
  const ids = new Set<string | null>();
  for (const path of ['/healthz', '/readyz', '/nowhere', '/healthz']) {
    ids.add((await fetch(receiver.url + path)).headers.get('x-request-id'));
  }
  assert.equal(ids.size, 4);
});

test('a length is counted in bytes', async () => {
  await using receiver = await startReceiver({
    context: { accept: async () => ({ id: 'größer 👋', duplicate: false }) },
  });
  assert.deepEqual(await (await receiver.post('{}')).json(), { id: 'größer 👋', status: 'queued' });
});
