import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { createRandomBytes } from '../src/random.ts';

test('every byte of a block is given once, in order, and wiped', () => {
  const blocks: Buffer[] = [];
  const given = createRandomBytes((bytes) => {
    const block = randomBytes(bytes);
    blocks.push(Buffer.from(block), block);
    return block;
  });
  const taken = Buffer.concat(Array.from({ length: 400 }, () => given(10)));
  const [first, live] = blocks;
  assert.ok(first !== undefined && live !== undefined);
  assert.deepEqual(taken, first.subarray(0, 4_000));
  assert.deepEqual(live.subarray(0, 4_000), Buffer.alloc(4_000));
});

test('a block that is used up is replaced, and what is larger than one is asked for itself', () => {
  const asked: number[] = [];
  const given = createRandomBytes((bytes) => {
    asked.push(bytes);
    return randomBytes(bytes);
  });
  given(4_000);
  assert.equal(given(100).length, 100);
  assert.equal(given(5_000).length, 5_000);
  assert.deepEqual(asked, [4_096, 4_096, 5_000]);
});
