import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { makeOverwrite } from '../../../src/sandbox/shapes.ts';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { createBench, people, withWebhook } from '../bench.ts';

test('turns a webhook on again', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  assert.match((await bench.run('webhook enable', { webhook: 'alarm' })).content, /already/);
  await bench.run('webhook disable', { webhook: 'alarm' });
  assert.match((await bench.run('webhook enable', { webhook: 'alarm' })).content, /takes calls again/);
  const stored = await bench.store.webhooks.get(webhook.id);
  assert.equal(stored?.enabled, true);
  assert.equal(stored.revision, 3);
});

test('does not turn on what may no longer post', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  await bench.run('webhook disable', { webhook: 'alarm' });
  const channel = bench.world.guilds.get(demoIds.guild)?.channels.get(demoIds.alerts);
  assert(channel !== undefined && 'permission_overwrites' in channel);
  channel.permission_overwrites = [
    makeOverwrite({ id: demoIds.guild, deny: PermissionFlagsBits.SendMessages }),
    makeOverwrite({ id: demoIds.roles.bot, allow: PermissionFlagsBits.SendMessages }),
  ];
  bench.discord.learn();
  const { content } = await bench.run('webhook enable', { webhook: 'alarm' });
  assert.match(content, /You lack \*\*Send Messages\*\* in <#\d+> yourself/);
  assert.equal((await bench.store.webhooks.get(webhook.id))?.enabled, false);
  assert.match((await bench.run('webhook enable', { webhook: 'alarm' }, people.owner)).content, /takes calls again/);
});

test('knows no webhook of another guild', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  await bench.run('webhook disable', { webhook: webhook.id });
  assert.match((await bench.run('webhook enable', { webhook: webhook.id }, people.eve)).content, /There is no webhook/);
  assert.equal((await bench.store.webhooks.get(webhook.id))?.enabled, false);
});
