import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import type { Who } from '../discord/fake-discord.ts';
import { createBench, people, withWebhook } from './bench.ts';

const suggested = async (typed: string, who: Who = people.admin) => {
  const bench = await createBench();
  for (const name of ['Deploys', 'alarm', 'big deploys']) await withWebhook(bench, { name });
  const reply = await bench.complete('webhook show', ['webhook', typed], who);
  return (reply.choices ?? []).map(({ name }) => name);
};

test('names complete as they are typed, those of this guild alone', async () => {
  assert.deepEqual(await suggested('dep'), ['Deploys', 'big deploys']);
  assert.deepEqual(await suggested(''), ['alarm', 'big deploys', 'Deploys']);
  assert.deepEqual(await suggested('', people.eve), []);
});

test('a suggestion stands for the id, which a name typed by hand may replace', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  const { choices } = await bench.complete('webhook show', ['webhook', 'al']);
  assert.deepEqual(choices, [{ name: 'alarm', value: webhook.id }]);
  for (const webhookOption of [webhook.id, ' Alarm ']) {
    const { content } = await bench.run('webhook disable', { webhook: webhookOption });
    assert.match(content, /alarm/);
  }
  assert.match((await bench.run('webhook show', { webhook: 'a*b' })).content, /no webhook “a\\\*b”/);
});

test('shows no more than 25', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench, { name: 'n' });
  for (let count = 1; count < 40; count += 1) {
    const definition = { ...webhook.definition, name: `n${count}` };
    await bench.store.webhooks.create({ ...webhook, id: String(count).padStart(16, '0'), definition });
  }
  assert.equal((await bench.complete('webhook show', ['webhook', 'n'])).choices?.length, 25);
  assert.equal((await bench.store.webhooks.list(demoIds.guild)).length, 40);
});
