import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { buttonId, createBench, people } from '../bench.ts';

test('asks first, and revokes when told to', async () => {
  const bench = await createBench();
  await bench.run('key create', { label: 'CI' });
  const question = await bench.run('key revoke', { key: 'ci' });
  assert.match(question.content, /Revoke the key \*\*CI\*\*/);
  assert.equal((await bench.store.keys.list(demoIds.guild)).length, 1);
  assert.match((await bench.press(buttonId(question, 'Keep it'))).content, /Nothing was revoked/);
  assert.equal((await bench.store.keys.list(demoIds.guild)).length, 1);
  assert.match((await bench.press(buttonId(question, 'Revoke it'))).content, /no longer works/);
  assert.deepEqual(await bench.store.keys.list(demoIds.guild), []);
  assert.match((await bench.press(buttonId(question, 'Revoke it'))).content, /There is no key/);
});

test('knows no key of another guild, by id, label or button', async () => {
  const bench = await createBench();
  await bench.run('key create', { label: 'CI' });
  const [key] = await bench.store.keys.list(demoIds.guild);
  assert(key !== undefined);
  for (const given of ['CI', key.id, `whk_${key.id}`]) {
    assert.match((await bench.run('key revoke', { key: given }, people.eve)).content, /There is no key/);
  }
  const id = buttonId(await bench.run('key revoke', { key: key.id }), 'Revoke it');
  const forged = id.replace(people.admin.userId, people.eve.userId);
  assert.match((await bench.press(forged, people.eve)).content, /There is no key/);
  assert(await bench.store.keys.get(key.id));
});

test('never repeats a whole key that was typed', async () => {
  const bench = await createBench();
  const { content } = await bench.run('key revoke', { key: 'whk_AAAAAAAAAAAA_secretsecret' });
  assert.doesNotMatch(content, /secretsecret/);
});
