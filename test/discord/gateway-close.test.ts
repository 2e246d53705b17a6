import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fatalClose } from '../../src/discord/gateway-close.ts';

test('exactly the codes after which Discord forbids to connect again are final, each with what to do', () => {
  const final = Array.from({ length: 1_000 }, (_, n) => 4_000 + n).filter((code) => fatalClose(code) !== undefined);
  assert.deepEqual(final, [4004, 4010, 4011, 4012, 4013, 4014]);
  for (const code of final) assert.match(fatalClose(code)?.detail ?? '', /Restart|restart|Install/);
  for (const code of [1000, 1001, 1006, 4000, 4009]) assert.equal(fatalClose(code), undefined);
});
