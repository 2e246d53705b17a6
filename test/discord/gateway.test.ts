import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { turns, until } from '../fake-clock.ts';
import { startGateway } from './start-gateway.ts';

const both = [demoIds.guild, demoIds.elsewhere.guild].toSorted().join(' ');

test('it connects with the least intents, keeps the least, and tells all guilds', async () => {
  await using discord = await startGateway();
  assert.equal(discord.client.health().connected, false);
  await discord.client.start();
  assert.deepEqual(discord.client.health(), { connected: true });
  assert.deepEqual(discord.told.slice(0, 1), [`known ${both}`]);
  assert.ok(!discord.told.some((text) => text.startsWith('joined')));
  assert.equal(discord.sandbox.sessions()[0]?.intents, 1);
  const { client } = discord.client;
  assert.equal(client.guilds.cache.get(demoIds.guild)?.members.me?.id, discord.world.bot.id);
  assert.equal(client.users.cache.size, 1);
  assert.deepEqual(client.options.allowedMentions, { parse: [], repliedUser: false });
});

test('with one guild to serve, only that one is told of', async () => {
  await using discord = await startGateway({ guildId: demoIds.guild });
  await discord.client.start();
  discord.sandbox.kickBot(demoIds.elsewhere.guild);
  const left = discord.hears('left');
  discord.sandbox.kickBot(demoIds.guild);
  await left;
  assert.deepEqual(
    discord.told.filter((text) => !text.startsWith('changed')),
    [`known ${demoIds.guild}`, `left ${demoIds.guild}`],
  );
});

test('an outage of a guild is no farewell; leaving, joining and changes are told', async () => {
  await using discord = await startGateway();
  await discord.client.start();
  discord.told.length = 0;
  const back = discord.hears(`changed ${demoIds.guild}`);
  discord.sandbox.startOutage(demoIds.guild);
  discord.sandbox.endOutage(demoIds.guild);
  await back;
  assert.deepEqual(discord.told, [`changed ${demoIds.guild}`]);

  const left = discord.hears('left');
  discord.sandbox.kickBot(demoIds.guild);
  await left;
  const joined = discord.hears('joined');
  discord.sandbox.addBot(discord.guild);
  await joined;
  assert.deepEqual(discord.told.slice(1), [`left ${demoIds.guild}`, `joined ${demoIds.guild}`]);

  const changed = discord.hears('changed');
  const channel = discord.guild.channels.get(demoIds.alerts);
  discord.world.dispatch({ type: 'CHANNEL_UPDATE', data: channel, guildId: demoIds.guild });
  await changed;
  assert.equal(discord.told.at(-1), `changed ${demoIds.guild} ${demoIds.alerts}`);
});

test('a lost connection is resumed without another IDENTIFY, and health tells of the gap', async () => {
  await using discord = await startGateway();
  await discord.client.start();
  const [session] = discord.sandbox.sessions();
  const lost = discord.hears('closed the connection');
  discord.sandbox.dropAll();
  await lost;
  assert.equal(discord.client.health().connected, false);
  assert.match(discord.client.health().reason ?? '', /lost/);
  await discord.hears('connected to the gateway');
  assert.deepEqual(discord.client.health(), { connected: true });
  assert.deepEqual(
    discord.sandbox.sessions().map(({ id }) => id),
    [session?.id],
  );
});

test('heartbeats that go unanswered make it unhealthy although discord.js says that it is ready', async () => {
  await using discord = await startGateway();
  await discord.client.start();
  discord.clock.advance(89_999);
  assert.equal(discord.client.health().connected, true);
  discord.clock.advance(1);
  assert.equal(discord.client.client.isReady(), true);
  assert.match(discord.client.health().reason ?? '', /not answered/);
});

test('an outage while it starts is waited out with longer and longer pauses', async () => {
  await using discord = await startGateway();
  discord.faults.add({ path: '/gateway/bot', status: 503, count: 2 });
  const first = discord.hears('(503)');
  const started = discord.client.start();
  await first;
  assert.match(discord.client.health().reason ?? '', /503/);
  discord.clock.advance(999);
  await turns();
  assert.equal(discord.faults.list().length, 1, 'it asked again too soon');
  const second = discord.hears('(503)');
  discord.clock.advance(1);
  await second;
  discord.clock.advance(2_000);
  await started;
  assert.deepEqual(discord.client.health(), { connected: true });
});

test('when too few session starts are left it waits until there are more', async () => {
  await using discord = await startGateway();
  discord.limitStarts(0);
  const told = discord.hears('60 minutes');
  const started = discord.client.start();
  await told;
  discord.limitStarts(1_000);
  discord.clock.advance(3_600_000);
  await started;
  assert.equal(discord.client.health().connected, true);
});

test('a rejected token ends it with what to do, after three tries', async () => {
  await using discord = await startGateway({
    token: 'MTQ1NjAwMDAwMDAwMDAwMDAwMQ.wrong1.wrongwrongwrongwrongwrongwrong',
  });
  const first = discord.hears('not connected');
  const failed = discord.client.start().catch((error: unknown) => error);
  await first;
  const second = discord.hears('not connected');
  discord.clock.advance(1_000);
  await second;
  discord.clock.advance(2_000);
  const error = await failed;
  assert.ok(error instanceof AppError);
  assert.equal(error.code, 'discord-token-rejected');
  assert.match(discord.client.health().reason ?? '', /DISCORD_TOKEN/);
  assert.equal(discord.clock.pending(), 0, 'it goes on trying');
});

for (const [code, words] of [
  [4004, /DISCORD_TOKEN/],
  [4014, /Privileged Gateway Intents/],
] as const) {
  test(`close ${code} is final and health says what to do`, async () => {
    await using discord = await startGateway();
    await discord.client.start();
    const told = discord.hears('"level":50');
    discord.sandbox.closeAll(code);
    await told;
    assert.equal(discord.client.health().connected, false);
    assert.match(discord.client.health().reason ?? '', words);
    await until(() => discord.sandbox.connections() === 0);
  });
}

test('stopping ends the connection, also while it is being made again', async () => {
  await using discord = await startGateway();
  await discord.client.start();
  const lost = discord.hears('closed the connection');
  discord.sandbox.closeAll(4009);
  await lost;
  await discord.client.stop();
  assert.equal(discord.sandbox.connections(), 0);
  assert.equal(discord.client.health().connected, false);
});

test('stopping before it has connected ends the start quietly', async () => {
  await using discord = await startGateway();
  discord.faults.add({ path: '/gateway/bot', status: 500, count: Infinity });
  const told = discord.hears('not connected');
  const started = discord.client.start();
  await told;
  await discord.client.stop();
  await started;
});
