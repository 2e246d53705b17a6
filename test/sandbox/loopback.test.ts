import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isFromHere } from '../../src/sandbox/loopback.ts';

const from = (host: string | undefined, origin?: string) =>
  isFromHere({ headers: { ...(host !== undefined && { host }), ...(origin !== undefined && { origin }) } });

test('only this machine is answered', () => {
  for (const host of ['127.0.0.1:3001', 'localhost', 'LOCALHOST:80', '[::1]:3001', '127.1.2.3'])
    assert(from(host), host);
  for (const host of [
    undefined,
    '',
    'evil.example',
    '127.0.0.1.evil.example',
    'localhost.evil.example:3001',
    '10.0.0.1',
  ])
    assert(!from(host), host);
});

test('a page of another site is not, whatever its host', () => {
  assert(from('localhost:3001', 'http://localhost:3000'));
  for (const origin of ['https://evil.example', 'null', 'http://localhost.evil.example'])
    assert(!from('localhost:3001', origin), origin);
});
