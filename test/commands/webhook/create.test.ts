import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseKey } from '../../../src/domain/key-text.ts';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { createBench, people, withWebhook } from '../bench.ts';

const keyIn = (content: string) => /whk_[0-9A-Za-z]{12}_[0-9A-Za-z]+/.exec(content)?.[0] ?? '';

test('stores a webhook that posts the message, and shows how to call it', async () => {
  const bench = await createBench();
  await bench.run('webhook create', {
    name: ' Deploys ',
    channel: demoIds.deploys,
    message: '<app> by <server.name>',
    description: 'From CI',
  });
  const [webhook] = await bench.store.webhooks.list(demoIds.guild);
  assert(webhook !== undefined);
  assert.deepEqual(webhook.definition, {
    name: 'Deploys',
    description: 'From CI',
    variables: [{ name: 'app' }],
    actions: [{ kind: 'send-message', channel: demoIds.deploys, content: '<app> by <server.name>' }],
  });
  assert.equal(webhook.enabled, true);
  assert.equal(webhook.createdBy, demoIds.admin);
});

test('shows the first key once, and stores only its digest', async () => {
  const bench = await createBench();
  const { reply, webhook } = await withWebhook(bench);
  const shownKey = keyIn(reply.content);
  const [stored, ...others] = await bench.store.keys.list(demoIds.guild);
  assert.deepEqual(others, []);
  assert.equal(stored?.digest, parseKey(shownKey)?.digest);
  assert.equal(stored?.first, true);
  assert.doesNotMatch(JSON.stringify(stored), new RegExp(shownKey));
  assert.match(reply.content, new RegExp(`/webhook/${bench.world.applicationId}/${webhook.id}'`));

  const second = await bench.run('webhook create', { name: 'second', channel: demoIds.alerts });
  assert.equal(keyIn(second.content), '');
  assert.match(second.content, /Authorization: YOUR_KEY/);
  assert.match(second.content, new RegExp(`first key.*whk_${stored?.id}…`));
  assert.equal((await bench.store.keys.list(demoIds.guild)).length, 1);
});

test('two webhooks made at once get one first key between them', async () => {
  const bench = await createBench();
  await Promise.all([
    bench.run('webhook create', { name: 'one', channel: demoIds.alerts }),
    bench.run('webhook create', { name: 'two', channel: demoIds.alerts }),
  ]);
  assert.equal((await bench.store.webhooks.list(demoIds.guild)).length, 2);
  assert.equal((await bench.store.keys.list(demoIds.guild)).length, 1);
});

test('refuses a name that is taken, whatever its case, and changes nothing', async () => {
  const bench = await createBench();
  await withWebhook(bench, { name: 'Alarm' });
  const reply = await bench.run('webhook create', { name: ' aLARM', channel: demoIds.general });
  assert.match(reply.content, /called \*\*aLARM\*\* already/);
  assert.equal((await bench.store.webhooks.list(demoIds.guild)).length, 1);
  const elsewhere = { name: 'alarm', channel: demoIds.elsewhere.lounge };
  assert.match((await bench.run('webhook create', elsewhere, people.eve)).content, /is ready/);
});

test('refuses what the bot or the member may not do in the channel', async () => {
  const bench = await createBench();
  const hidden = await bench.run('webhook create', { name: 'a', channel: demoIds.staffOnly });
  assert.match(hidden.content, /I lack \*\*View Channels\*\*.*there/);
  assert.match(hidden.content, new RegExp(`<#${demoIds.staffOnly}>`));
  assert.match(hidden.content, /Edit Channel → Permissions/);
  assert.deepEqual(await bench.store.webhooks.list(demoIds.guild), []);
  assert.deepEqual(await bench.store.keys.list(demoIds.guild), []);
});

test('refuses an empty name and an unusable message with every fault', async () => {
  const bench = await createBench();
  const reply = await bench.run('webhook create', { name: '  ', channel: demoIds.alerts, message: ' ' });
  assert.match(reply.content, /`name` must not be empty/);
  assert.match(reply.content, /`actions\.0/);
  assert.deepEqual(await bench.store.webhooks.list(demoIds.guild), []);
});

test('refuses one webhook too many', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  for (let count = 1; count < 500; count += 1) {
    const id = String(count).padStart(16, '0');
    await bench.store.webhooks.create({ ...webhook, id, definition: { ...webhook.definition, name: `n${count}` } });
  }
  const reply = await bench.run('webhook create', { name: 'more', channel: demoIds.alerts });
  assert.match(reply.content, /500 webhooks, which is the most/);
  assert.equal((await bench.store.webhooks.list(demoIds.guild)).length, 500);
});
