import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { makeOverwrite } from '../../../src/sandbox/shapes.ts';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { anyManager, writeCustomId } from '../../../src/discord/custom-id.ts';
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

test('ends a suspension and its count, also by the button of a notice', async () => {
  const bench = await createBench();
  const { webhook } = await withWebhook(bench);
  const suspend = () =>
    bench.store.webhooks.update(webhook.id, ({ revision, ...current }) => ({
      ...current,
      revision: revision + 1,
      enabled: false,
      failing: { revision, deliveries: ['d'] },
      suspended: { at: bench.clock.now(), code: 'missing-permission', reason: 'I lack **View Channel**.' },
    }));
  const button = writeCustomId({
    command: 'webhook',
    subcommand: 'enable',
    step: 'press',
    userId: anyManager,
    expiresAt: bench.clock.now() + 1000,
    args: [webhook.id],
  });
  await suspend();
  assert.match((await bench.run('webhook list')).content, /suspended/);
  assert.match((await bench.run('webhook show', { webhook: 'alarm' })).content, /Suspended <t:\d+:R>.*View Channel/);
  assert.match((await bench.run('webhook disable', { webhook: 'alarm' })).content, /disabled already/);
  assert.match((await bench.press(button, people.eve)).content, /There is no webhook/);
  assert.match((await bench.press(button, people.owner)).content, /takes calls again/);
  assert.match((await bench.press(button)).content, /already/);
  await suspend();
  await bench.run('webhook enable', { webhook: 'alarm' });
  const { suspended, failing, ...stored } = (await bench.store.webhooks.get(webhook.id)) ?? assert.fail();
  assert.deepEqual([suspended, failing, stored.enabled], [undefined, undefined, true]);
});
