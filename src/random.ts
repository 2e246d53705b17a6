import { randomBytes } from 'node:crypto';

const blockBytes = 4_096;

/**
 * Random bytes for keys and ids, taken from blocks: asking the system for a few at a time costs ten times as much.
 * What has been given is wiped from the block, so that no key can be found there later.
 */
export const createRandomBytes = (fill: (bytes: number) => Buffer = randomBytes): ((bytes: number) => Buffer) => {
  let block = fill(blockBytes);
  let used = 0;
  return (bytes) => {
    if (bytes > blockBytes) return fill(bytes);
    if (used + bytes > blockBytes) {
      block = fill(blockBytes);
      used = 0;
    }
    const given = Buffer.from(block.subarray(used, used + bytes));
    block.fill(0, used, used + bytes);
    used += bytes;
    return given;
  };
};
