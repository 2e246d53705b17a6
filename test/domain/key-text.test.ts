import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import fc from 'fast-check';
import { createKey, parseKey, sameDigest } from '../../src/domain/key-text.ts';
import { keyRecord } from '../../src/domain/key.ts';

test('a key has the published shape and reads back', () => {
  for (let round = 0; round < 100; round += 1) {
    const { id, text, digest } = createKey(randomBytes);
    assert.match(text, /^whk_[0-9A-Za-z]{12}_[0-9A-Za-z]{49}$/);
    assert.equal(digest, createHash('sha256').update(text).digest('hex'));
    assert.deepEqual(parseKey(text), { id, digest });
    assert.ok(keyRecord.shape.id.safeParse(id).success && keyRecord.shape.digest.safeParse(digest).success);
  }
});

test('its secret is all of 256 bits', () => {
  const secretOf = (fill: number) =>
    createKey((bytes) => Buffer.alloc(bytes, bytes === 32 ? fill : 1)).text.slice(17, 60);
  assert.equal(secretOf(0), '0'.repeat(43));
  let value = 0n;
  const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  for (const digit of secretOf(255)) value = value * 62n + BigInt(digits.indexOf(digit));
  assert.equal(value, 2n ** 256n - 1n);
});

test('a key with one character changed is none', () => {
  const { text } = createKey(randomBytes);
  for (let at = 0; at < text.length; at += 1) {
    const other = text[at] === 'a' ? 'b' : 'a';
    assert.equal(parseKey(text.slice(0, at) + other + text.slice(at + 1)), undefined, `at ${at}`);
  }
  for (const wrong of [
    '',
    'whk_',
    ` ${text}`,
    `${text} `,
    `${text}\n`,
    text.slice(1),
    text.slice(0, -1),
    `${text}a`,
    text.toLowerCase(),
  ]) {
    assert.equal(parseKey(wrong), undefined);
  }
  fc.assert(fc.property(fc.string(), (any) => parseKey(any) === undefined));
});

test('digests are compared as a whole', () => {
  const a = 'a'.repeat(64);
  assert.ok(sameDigest(a, 'a'.repeat(64)));
  for (const other of ['', 'a', `${'a'.repeat(63)}b`, `${a}a`, 'é'.repeat(32)]) assert.ok(!sameDigest(a, other));
});
