import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { base62Digits, newId, newTimedId, toBase62 } from '../../src/domain/id.ts';

test('an id has its length and base62 digits alone', () => {
  for (const length of [1, 12, 16, 300])
    assert.match(newId(length, randomBytes), new RegExp(`^[0-9A-Za-z]{${length}}$`));
  assert.equal(newId(0, randomBytes), '');
});

test('bytes that would favour some digits are thrown away', () => {
  const all = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
  let next = 0;
  const id = newId(248, (bytes) => all.subarray(next, (next += bytes)));
  const counts = new Map<string, number>();
  for (const digit of id) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  assert.deepEqual(new Set(counts.values()), new Set([4]));
  assert.equal(counts.size, 62);
});

test('when bytes are thrown away, more are asked for', () => {
  const given = [Buffer.from([255, 248, 1]), Buffer.from([250, 2]), Buffer.from([3])];
  assert.equal(
    newId(3, () => given.shift() ?? Buffer.alloc(0)),
    '123',
  );
});

test('numbers are written in base62 with leading zeros', () => {
  assert.equal(toBase62(0n, 3), '000');
  assert.equal(toBase62(61n, 1), base62Digits.at(-1));
  assert.equal(toBase62(62n * 62n + 1n, 4), '0101');
  assert.equal(toBase62(2n ** 256n - 1n, 43).length, 43);
});

test('timed ids sort by time, also across digits, and differ within one moment', () => {
  const moments = [0, 61, 62, 1_000_000_000_000, 1_795_275_000_000, 1_795_275_000_001];
  const ids = moments.map((now) => newTimedId(now, randomBytes));
  assert.deepEqual([...ids].sort(), ids);
  assert.ok(ids.every((id) => /^[0-9A-Za-z]{20}$/.test(id)));
  assert.equal(new Set(Array.from({ length: 1_000 }, () => newTimedId(1, randomBytes))).size, 1_000);
});
