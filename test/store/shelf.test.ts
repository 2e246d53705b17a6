import assert from 'node:assert/strict';
import { test } from 'node:test';
import { KeyvSqlite } from '@keyv/sqlite';
import { Keyv } from 'keyv';
import { createShelf } from '../../src/store/shelf.ts';
import { storageError } from '../../src/store/sqlite-errors.ts';
import { hasCode } from '../contract/job-engine/engine-kind.ts';

const open = async () => {
  const adapter = new KeyvSqlite({ uri: 'sqlite://:memory:', driver: 'node:sqlite', table: 'shelf' });
  await adapter.ready;
  return { adapter, shelf: createShelf(new Keyv({ store: adapter }), (cause) => storageError('It', cause)) };
};

test('values are kept by key, and what is absent is undefined', async () => {
  const { shelf } = await open();
  await shelf.set('a/1', { text: ':base64:aGk=' });
  await shelf.set('a/2', 'text');
  await shelf.set('b/1', [1]);
  assert.deepEqual(await shelf.getMany(['a/1', 'none', 'b/1']), [{ text: ':base64:aGk=' }, undefined, [1]]);
  assert.deepEqual((await shelf.keys('a/')).sort(), ['a/1', 'a/2']);
  assert.equal(await shelf.delete('a/1'), true);
  assert.equal(await shelf.delete('a/1'), false);
  assert.equal(await shelf.get('a/1'), undefined);
});

test('what cannot be read is null, never absent, and hides nothing else', async () => {
  const { adapter, shelf } = await open();
  await shelf.set('good', 1);
  await shelf.set('bad', 1);
  for (const text of ['{"value":"{"}', '{broken', '{"value":5}']) {
    await adapter.query(`UPDATE shelf SET value = ? WHERE key = 'bad'`, text);
    assert.equal(await shelf.get('bad'), null, text);
    assert.deepEqual(await shelf.getMany(['good', 'bad', 'none']), [1, null, undefined], text);
  }
});

test('every fault of the store rejects', async () => {
  const { adapter, shelf } = await open();
  await adapter.query('DROP TABLE shelf');
  for (const call of [shelf.get('a'), shelf.getMany(['a']), shelf.set('a', 1), shelf.delete('a'), shelf.keys('a')])
    await assert.rejects(call, hasCode('storage-unavailable'));
});

test('a write that the store declines rejects', async () => {
  const { adapter, shelf } = await open();
  Object.assign(adapter, { set: async () => false });
  await assert.rejects(shelf.set('a', 1), hasCode('storage-unavailable'));
});
