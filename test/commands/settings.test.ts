import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { AppError } from '../../src/errors.ts';
import type { Store } from '../../src/store/repositories.ts';
import { buttonId, createBench, people } from './bench.ts';

const { guild, alerts, staffOnly, rules } = demoIds;

test('shows what is set, sets one thing after the other, and clears each', async () => {
  const bench = await createBench();
  const none = await bench.run('settings');
  assert.match(none.content, /reported nowhere.*\n.*Only members with/);
  assert.deepEqual(none.components, []);

  const channel = await bench.run('settings', { 'log-channel': alerts });
  assert.match(channel.content, new RegExp(`Saved.*\n.*reported in <#${alerts}>.*\n.*Only members with`));
  await bench.run('settings', { 'manager-role': demoIds.roles.onCall });
  const both = await bench.run('settings');
  assert.match(both.content, new RegExp(`<#${alerts}>.*\n.*<@&${demoIds.roles.onCall}>.*Integrations`));
  assert.deepEqual(await bench.store.settings.get(guild), {
    id: guild,
    guildId: guild,
    logChannelId: alerts,
    locale: 'en-US',
    managerRoleId: demoIds.roles.onCall,
  });

  assert.match((await bench.press(buttonId(both, 'Report nowhere'))).content, /nowhere.*\n.*<@&/);
  assert.match((await bench.press(buttonId(both, 'Only Manage Server'))).content, /nowhere.*\n.*Only members/);
  assert.equal((await bench.store.settings.get(guild))?.managerRoleId, undefined);
  assert.equal(await bench.store.settings.get(demoIds.elsewhere.guild), undefined);
});

test('takes no channel that the bot or the member cannot post in, and does not open everything to everyone', async () => {
  const bench = await createBench();
  assert.match((await bench.run('settings', { 'log-channel': staffOnly })).content, /I may not post/);
  assert.match((await bench.run('settings', { 'log-channel': rules })).content, /I may not post/);
  assert.match(
    (await bench.run('settings', { 'manager-role': demoIds.roles.everyone })).content,
    /Choose another role/,
  );
  assert.equal(await bench.store.settings.get(guild), undefined);
});

test('who may manage by role alone may not change who may', async () => {
  const bench = await createBench();
  await bench.run('settings', { 'manager-role': demoIds.roles.onCall });
  bench.world.guilds.get(guild)?.members.get(demoIds.ann)?.roles.push(demoIds.roles.onCall);
  bench.discord.learn();
  assert.match((await bench.run('key list', {}, people.ann)).content, /no key yet/);
  assert.match((await bench.run('settings', { 'log-channel': alerts }, people.ann)).content, /Manage Server/);
  assert.equal((await bench.store.settings.get(guild))?.logChannelId, undefined);
});

test('two admins who set the first thing at once both have their way', async () => {
  let late: (() => Promise<void>) | undefined;
  const wrapStore = (store: Store): Store => ({
    ...store,
    settings: {
      ...store.settings,
      create: async (record, check) => {
        const other = late;
        late = undefined;
        await other?.();
        await store.settings.create(record, check);
      },
    },
  });
  const bench = await createBench({ wrapStore });
  late = async () => {
    await bench.run('settings', { 'manager-role': demoIds.roles.onCall });
  };
  assert.match((await bench.run('settings', { 'log-channel': alerts })).content, /Saved/);
  const { logChannelId, managerRoleId } = (await bench.store.settings.get(guild)) ?? {};
  assert.deepEqual([logChannelId, managerRoleId], [alerts, demoIds.roles.onCall]);
});

test('a store that fails is told as such', async () => {
  const fail = async () => {
    throw new AppError('storage-unavailable', 'The disk is full.');
  };
  const bench = await createBench({
    wrapStore: (store) => ({ ...store, settings: { ...store.settings, update: fail } }),
  });
  assert.match((await bench.run('settings', { 'log-channel': alerts })).content, /disk is full/);
});
