import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { createAddressOf } from '../../src/http/address.ts';

const requestFrom = (remoteAddress: string, forwardedFor: string) => {
  const socket = new Socket();
  Object.defineProperty(socket, 'remoteAddress', { value: remoteAddress });
  const request = new IncomingMessage(socket);
  request.headers['x-forwarded-for'] = forwardedFor;
  return request;
};

const chain = '203.0.113.1, 203.0.113.2';

for (const [setting, address] of [
  [false, '127.0.0.1'],
  [true, '203.0.113.1'],
  [1, '203.0.113.2'],
  [2, '203.0.113.1'],
  ['loopback', '203.0.113.2'],
  ['loopback, 203.0.113.2', '203.0.113.1'],
  ['10.0.0.0/8', '127.0.0.1'],
] as const) {
  test(`TRUST_PROXY ${setting}: ${address}`, () =>
    assert.equal(createAddressOf(setting)(requestFrom('127.0.0.1', chain)), address));
}

test('no address is an empty text', () => {
  const gone = new IncomingMessage(new Socket());
  assert.equal(createAddressOf(false)(gone), '');
});

test('a setting that is none is refused with what would be right', () =>
  assert.throws(
    () => createAddressOf('my-proxy'),
    (error) => error instanceof AppError && error.code === 'invalid-settings' && /TRUST_PROXY/.test(error.detail),
  ));
