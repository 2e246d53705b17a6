import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { readCustomId, writeCustomId, type CustomId } from '../../src/discord/custom-id.ts';

const id: CustomId = {
  command: 'webhook',
  subcommand: 'regenerate',
  step: 'confirm',
  userId: '12345678901234567890',
  expiresAt: Date.UTC(2099, 0, 1),
  args: ['AAAAAAAAAAAAAAAA', '9007199254740991'],
};

test('says everything, and is read back, within what Discord takes', () => {
  const text = writeCustomId(id);
  assert(text.length <= 100);
  assert.deepEqual(readCustomId(text), id);
});

test('refuses what could not be read back', () => {
  for (const args of [['a/b'], [''], ['x'.repeat(60)]]) assert.throws(() => writeCustomId({ ...id, args }));
});

test('reads no rubbish, and never throws', () => {
  for (const text of ['', 'webhook', 'webhook/delete/confirm/1', 'webhook/delete/confirm/1/%%']) {
    assert.equal(readCustomId(text), undefined);
  }
  fc.assert(fc.property(fc.string(), (text) => (readCustomId(text), true)));
});
