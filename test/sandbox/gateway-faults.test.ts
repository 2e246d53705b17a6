import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayCloseCodes, GatewayDispatchEvents, GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { until } from '../fake-clock.ts';
import { connect, identifyData, plainIntents, startGateway, type Frame } from './gateway-client.ts';

const told = (frames: Frame[]) => frames.map(({ t, d }) => [t, d]);

test('connections are closed, cut, or asked to leave', async (context) => {
  const { identified, gateway } = await startGateway(context);
  const one = await identified();
  gateway.closeAll(4000, 'Unknown error.');
  assert.equal(await one.closed(), 4000);
  assert.equal(gateway.sessions().length, 1, 'resumable');
  const two = await identified();
  gateway.dropAll();
  assert.equal(await two.closed(), 1006);
  const three = await identified();
  gateway.askToReconnect();
  assert.equal((await three.next()).op, GatewayOpcodes.Reconnect);
  assert.equal(gateway.sessions().length, 3);
  gateway.closeAll(GatewayCloseCodes.InvalidSeq);
  await three.closed();
  await until(() => gateway.sessions().length === 2);
});

test('sessions become invalid, resumable or not', async (context) => {
  const { identified, gateway } = await startGateway(context);
  const client = await identified();
  gateway.invalidateSessions(true);
  assert.deepEqual((await client.next()).d, true);
  assert.equal(gateway.sessions().length, 1);
  gateway.invalidateSessions(false);
  assert.deepEqual((await client.next()).d, false);
  assert.equal(gateway.sessions().length, 0);
});

test('HELLO, READY and acknowledgements are withheld until released', async (context) => {
  const { url, world, gateway, identified } = await startGateway(context);
  gateway.withhold('hello');
  gateway.withhold('ready');
  gateway.withhold('heartbeat-ack');
  const client = connect(url);
  await client.opened();
  client.send(GatewayOpcodes.Identify, identifyData(world.token));
  client.send(GatewayOpcodes.Heartbeat, null);
  await until(() => gateway.sessions().length === 1);
  gateway.release();
  assert.deepEqual(await client.settle(), []);
  await identified();
});

test('the next event comes as often as asked, each time with its own number', async (context) => {
  const { identified, gateway, world, guild } = await startGateway(context);
  const client = await identified();
  gateway.duplicateNext(2);
  for (const id of ['1', '2'])
    world.dispatch({ type: GatewayDispatchEvents.ChannelDelete, data: { id }, guildId: guild.id });
  const frames = await client.settle();
  assert.deepEqual(
    frames.map(({ d }) => d),
    [{ id: '1' }, { id: '1' }, { id: '1' }, { id: '2' }],
  );
  assert.equal(new Set(frames.map(({ s }) => s)).size, 4);
});

test('a guild has an outage and returns; nothing of it is heard meanwhile', async (context) => {
  const { identified, gateway, world, guild } = await startGateway(context);
  const client = await identified();
  gateway.startOutage(guild.id);
  world.dispatch({ type: GatewayDispatchEvents.ChannelDelete, data: {}, guildId: guild.id });
  assert.deepEqual(told(await client.settle()), [['GUILD_DELETE', { id: guild.id, unavailable: true }]]);
  gateway.endOutage(guild.id);
  const [back] = await client.settle();
  assert.equal(back?.t, 'GUILD_CREATE');
});

test('the bot is removed from a guild, and added again', async (context) => {
  const { identified, gateway, world, guild } = await startGateway(context);
  const client = await identified();
  gateway.kickBot(demoIds.guild);
  gateway.kickBot(demoIds.guild);
  assert.equal(world.guilds.has(demoIds.guild), false);
  assert.deepEqual(told(await client.settle()), [['GUILD_DELETE', { id: guild.id }]]);
  gateway.addBot(guild);
  assert.equal((await client.next()).t, 'GUILD_CREATE');
});

test('identifying too soon is answered with opcode 9', async (context) => {
  const { identified, clock, url, world, gateway } = await startGateway(context, { limitsStarts: true });
  await identified();
  assert.equal(gateway.gatewayBotAnswer().session_start_limit.remaining, 999);
  const hasty = connect(url);
  await hasty.next();
  hasty.send(GatewayOpcodes.Identify, identifyData(world.token));
  assert.deepEqual((await hasty.next()).d, false);
  clock.advance(5000);
  hasty.send(GatewayOpcodes.Identify, identifyData(world.token));
  assert.equal((await hasty.next()).t, 'READY');
});

test('one IDENTIFY too many in a day ends every session and resets the token', async (context) => {
  const { clock, url, world, gateway, identified } = await startGateway(context, {
    limitsStarts: true,
    startsPerDay: 1,
  });
  const { token } = world;
  const client = await identified();
  clock.advance(5000);
  const last = connect(url);
  await last.next();
  last.send(GatewayOpcodes.Identify, identifyData(token));
  assert.equal(await last.closed(), GatewayCloseCodes.AuthenticationFailed);
  assert.equal(await client.closed(), GatewayCloseCodes.AuthenticationFailed);
  assert.notEqual(world.token, token);
  await until(() => gateway.sessions().length === 0);
});

test('members come in chunks: by id, by the start of a name, or all with the intent', async (context) => {
  const { identified, guild, clock } = await startGateway(context, { privileged: GatewayIntentBits.GuildMembers });
  const client = await identified({ intents: plainIntents | GatewayIntentBits.GuildMembers });
  const ask = (more: object) => client.send(GatewayOpcodes.RequestGuildMembers, { guild_id: guild.id, ...more });
  ask({ user_ids: [demoIds.ann, '1'.repeat(18)], nonce: 'n' });
  const [byId] = await client.settle();
  assert.equal(byId?.t, 'GUILD_MEMBERS_CHUNK');
  assert.partialDeepStrictEqual(byId.d, { not_found: ['1'.repeat(18)], nonce: 'n', chunk_index: 0, chunk_count: 1 });
  ask({ query: 'a', limit: 1 });
  assert.partialDeepStrictEqual((await client.settle())[0]?.d, { members: [{ user: { id: demoIds.admin } }] });
  const all = { query: '', limit: 0, nonce: 'all' };
  ask(all);
  assert.equal((await client.settle())[0]?.t, 'GUILD_MEMBERS_CHUNK');
  ask(all);
  const [limited] = await client.settle();
  assert.deepEqual(told([limited ?? assert.fail()]), [
    ['RATE_LIMITED', { opcode: 8, retry_after: 30, meta: { guild_id: guild.id, nonce: 'all' } }],
  ]);
  clock.advance(30_000);
  ask(all);
  assert.equal((await client.settle())[0]?.t, 'GUILD_MEMBERS_CHUNK');
  ask({ query: 'a' });
  assert.equal(await client.closed(), GatewayCloseCodes.DecodeError);
});

test('without the intent all members are not told', async (context) => {
  const { identified, guild } = await startGateway(context);
  const client = await identified();
  client.send(GatewayOpcodes.RequestGuildMembers, { guild_id: guild.id, query: '', limit: 0 });
  assert.deepEqual(await client.settle(), []);
});
