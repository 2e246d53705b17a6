import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBench, people, withWebhook } from '../commands/bench.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';

test('lets in the owner and whoever has Manage Server, and nobody else', async () => {
  const bench = await createBench();
  assert.match((await bench.run('key list', {}, people.owner)).content, /no key yet/);
  assert.match((await bench.run('key list', {}, people.admin)).content, /no key yet/);
  const refused = await bench.run('key create', { label: 'x' }, people.ann);
  assert.match(refused.content, /permission \*\*Manage Server\*\*/);
  assert.equal(refused.flags, 64);
  assert.deepEqual(await bench.store.keys.list(demoIds.guild), []);
});

test('refuses direct messages with an answer', async () => {
  const bench = await createBench();
  assert.match((await bench.run('key list', {}, { userId: demoIds.owner })).content, /only inside a server/);
});

test('serves one guild alone where it is told to', async () => {
  const bench = await createBench({ servedGuildId: demoIds.elsewhere.guild });
  assert.match((await bench.run('key list')).content, /serves another server only/);
  assert.match((await bench.run('key list', {}, people.eve)).content, /no key yet/);
});

test('says so in a guild that the bot itself is not in', async () => {
  const bench = await createBench();
  bench.discord.client.guilds.cache.delete(demoIds.guild);
  assert.match((await bench.run('key list')).content, /not a member of this server/);
});

test('asks again on buttons, forms and suggestions', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  const expiry = Math.ceil((bench.clock.now() + 60_000) / 1000).toString(36);
  const id = (step: string, rest = '') => `webhook/${step}/${people.ann.userId}/${expiry}/${webhook.id}${rest}`;
  assert.match((await bench.press(id('delete/confirm'), people.ann)).content, /Manage Server/);
  assert.match((await bench.submit(id('edit/save', '/1'), { name: 'x' }, people.ann)).content, /Manage Server/);
  assert.deepEqual((await bench.complete('webhook show', ['webhook', ''], people.ann)).choices, []);
  assert.deepEqual(await bench.store.webhooks.get(webhook.id), webhook);
});

test('lets in the members of the role that may manage, as long as they have it, everywhere but in settings', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  const ann = bench.world.guilds.get(demoIds.guild)?.members.get(demoIds.ann);
  assert(ann);
  await bench.store.settings.create({
    id: demoIds.guild,
    guildId: demoIds.guild,
    managerRoleId: demoIds.roles.onCall,
  });
  assert.match((await bench.run('webhook list', {}, people.ann)).content, /Manage Server/);
  ann.roles = [demoIds.roles.onCall];
  bench.discord.learn();
  assert.match((await bench.run('webhook list', {}, people.ann)).content, /1 webhook/);
  assert.equal((await bench.complete('webhook show', ['webhook', ''], people.ann)).choices?.[0]?.value, webhook.id);
  assert.match((await bench.run('webhook list', {}, people.eve)).content, /no webhook yet/);
  ann.roles = [];
  bench.discord.learn();
  assert.match((await bench.run('webhook list', {}, people.ann)).content, /Manage Server/);
});
