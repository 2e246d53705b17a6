import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRouter } from '../../src/sandbox/router.ts';
import type { Route } from '../../src/sandbox/route.ts';

const route = (path: string, method: Route['method'] = 'GET'): Route => ({
  method,
  path,
  handle: () => ({ status: 204 }),
});
const find = createRouter(['/users/{user_id}', '/users/@me', '/a/{b}/c', '/a/{b}/{c}'].map((path) => route(path)));
const pathOf = (path: string, method = 'GET') => find(method, path)?.route.path;

test('the path with most fixed parts wins', () => {
  assert.equal(pathOf('/users/@me'), '/users/@me');
  assert.equal(pathOf('/users/1'), '/users/{user_id}');
  assert.equal(pathOf('/a/1/c'), '/a/{b}/c');
  assert.equal(pathOf('/a/1/d'), '/a/{b}/{c}');
});

test('parts are decoded, even when badly encoded', () => {
  assert.deepEqual(find('GET', '/a/%F0%9F%91%8D/d')?.params, { b: '👍', c: 'd' });
  assert.deepEqual(find('GET', '/a/%zz/d')?.params, { b: '%zz', c: 'd' });
});

test('other methods, lengths and empty parts do not fit', () => {
  assert.equal(pathOf('/users/1', 'POST'), undefined);
  for (const path of ['/users', '/users/', '/users/1/', '/a//c', '/']) assert.equal(pathOf(path), undefined, path);
});
