import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { createBench, people, withWebhook, type Bench } from '../bench.ts';

const openForm = async (bench: Bench, webhook = 'alarm') => {
  const reply = await bench.run('webhook edit', { webhook });
  const id = reply.form?.custom_id;
  assert(id !== undefined, reply.content);
  return { id, form: reply.form };
};

const change = { name: 'Alarm 2', description: '', message: '<what> for <who>' };

test('opens a form with what is stored', async () => {
  const bench = await createBench();
  await withWebhook(bench, { message: 'Hi <who>', description: 'About' });
  const { form } = await openForm(bench);
  const text = JSON.stringify(form);
  assert.equal(form?.title, 'Edit alarm');
  for (const part of ['"value":"alarm"', '"value":"About"', '"value":"Hi <who>"']) assert(text.includes(part), part);
});

test('saves what was typed, with the variables of the new message', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench, { message: 'Hi <who>', description: 'About' });
  const { id } = await openForm(bench);
  const reply = await bench.submit(id, change);
  assert.match(reply.content, /\*\*Alarm 2\*\* is saved/);
  const stored = await bench.store.webhooks.get(webhook.id);
  assert.deepEqual(stored?.definition, {
    name: 'Alarm 2',
    variables: [{ name: 'who' }, { name: 'what' }],
    actions: [{ kind: 'send-message', channel: demoIds.alerts, content: '<what> for <who>' }],
  });
  assert.equal(stored.revision, 2);
});

test('saves nothing over a change made meanwhile, and gives back what was typed', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  const { id } = await openForm(bench);
  await bench.run('webhook disable', { webhook: 'alarm' });
  const reply = await bench.submit(id, change);
  assert.match(reply.content, /changed this webhook while/);
  assert.match(reply.content, /<what> for <who>/);
  assert.equal((await bench.store.webhooks.get(webhook.id))?.definition.name, 'alarm');
});

test('refuses a taken name, an empty one, and the form of another member or guild', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  await withWebhook(bench, { name: 'other' });
  const { id } = await openForm(bench);
  assert.match((await bench.submit(id, { ...change, name: 'OTHER' })).content, /already/);
  assert.match((await bench.submit(id, { ...change, name: ' ' })).content, /`name` must not be empty/);
  assert.match((await bench.submit(id, change, people.owner)).content, /belongs to/);
  const forged = id.replace(people.admin.userId, people.eve.userId);
  assert.match((await bench.submit(forged, change, people.eve)).content, /There is no webhook/);
  assert.deepEqual(await bench.store.webhooks.get(webhook.id), webhook);
});

test('changes only a name even where the channel is gone, but not the message', async () => {
  const bench = await createBench();
  await withWebhook(bench, { message: 'same' });
  bench.discord.client.channels.cache.delete(demoIds.alerts);
  bench.discord.client.guilds.cache.get(demoIds.guild)?.channels.cache.delete(demoIds.alerts);
  bench.discord.answers.push(({ path }) =>
    path.endsWith(`/channels/${demoIds.alerts}`)
      ? Response.json({ code: 10003, message: 'Unknown Channel' }, { status: 404 })
      : undefined,
  );
  const { id } = await openForm(bench);
  assert.match((await bench.submit(id, { ...change, message: 'new' })).content, /is gone, or hidden from me/);
  assert.match((await bench.submit(id, { ...change, message: 'same' })).content, /is saved/);
});
