import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { requireAll200, sendSteadily } from '../../bench/steady.ts';

test('every call counts once, with its status or none, and each address and key has its turn', async (context) => {
  const seen: string[] = [];
  const server = createServer((request, response) => {
    seen.push(`${request.url} ${request.headers.authorization}`);
    if (request.url === '/gone') response.destroy();
    else response.writeHead(request.url === '/bad' ? 429 : 200).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => server.close());
  const address = server.address();
  const base = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const urls = ['/good', '/bad', '/gone'].map((path) => base + path);

  const found = await sendSteadily({ urls, keys: ['a', 'b'], perSecond: 1_000, seconds: 0.03 });
  assert.equal(found.times.length, 30);
  assert.deepEqual(Object.fromEntries(found.statuses), { 0: 10, 200: 10, 429: 10 });
  assert.equal(new Set(seen).size, 6);
  assert.throws(() => requireAll200(found), /of 30 calls 10 had 0, 10 had 429|of 30 calls 10 had 429, 10 had 0/);
  requireAll200({ times: [1], statuses: new Map([[200, 1]]) });
  assert.throws(() => requireAll200({ times: [], statuses: new Map() }));
});
