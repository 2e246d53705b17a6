import assert from 'node:assert/strict';
import { test } from 'node:test';
import { auditLogReason, carriesOwnToken, routeOf } from '../../src/discord/route.ts';

test('segments are encoded and joined', () => {
  assert.equal(routeOf(['users', '@me', 'channels']), '/users/@me/channels');
  assert.equal(routeOf(['reactions', 'name:1', '👍']), '/reactions/name%3A1/%F0%9F%91%8D');
});

test('whatever a segment holds, a URL keeps it in its place', () => {
  for (const segment of ['%2e%2e', '%2E.', 'a/..', '..\\..', '..;', '. ', '..\n', '?', '#', '\t..']) {
    const { pathname } = new URL(`http://127.0.0.1/api${routeOf(['guilds', segment, 'end'])}`);
    const parts = pathname.split('/');
    assert.equal(parts.length, 5, segment);
    assert.equal(decodeURIComponent(parts[3] ?? ''), segment);
  }
});

test('empty segments, dots and half characters are refused', () => {
  for (const segment of ['', '.', '..', '....', '\udc00x']) assert.throws(() => routeOf(['a', segment]));
  assert.throws(() => routeOf([]));
});

test('routes with their own token are known', () => {
  assert.ok(carriesOwnToken(['webhooks', '1', 'token']));
  assert.ok(carriesOwnToken(['interactions', '1', 'token', 'callback']));
  assert.ok(!carriesOwnToken(['webhooks', '1']));
  assert.ok(!carriesOwnToken(['channels', '1', 'webhooks']));
});

test('a reason is cut to 512 encoded characters without breaking one', () => {
  assert.equal(auditLogReason('short'), 'short');
  const cut = auditLogReason('é'.repeat(400));
  assert.equal(encodeURIComponent(cut).length, 510);
  assert.equal(encodeURIComponent(auditLogReason('👍'.repeat(400))).length, 504);
});
