import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { GatewayCloseCodes, GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import { sendLimit } from '../../src/sandbox/gateway-connection.ts';
import { connect, identifyData, plainIntents, startGateway } from './gateway-client.ts';

const refusedWith = async (
  context: TestContext,
  act: (client: ReturnType<typeof connect>, token: string) => void,
  query?: string,
) => {
  const { url, world } = await startGateway(context);
  const client = connect(url, query);
  await client.opened();
  act(client, world.token);
  const code = await client.closed();
  return code;
};

const identify = (context: TestContext, change: Record<string, unknown>) =>
  refusedWith(context, (client, token) => client.send(GatewayOpcodes.Identify, identifyData(token, change)));

const { DecodeError } = GatewayCloseCodes;

test('what Discord refuses is closed with its code', async (context) => {
  assert.equal(await identify(context, { token: 'wrong' }), GatewayCloseCodes.AuthenticationFailed);
  assert.equal(
    await identify(context, { intents: GatewayIntentBits.MessageContent }),
    GatewayCloseCodes.DisallowedIntents,
  );
  assert.equal(await identify(context, { intents: 2 ** 30 }), GatewayCloseCodes.InvalidIntents);
  assert.equal(await identify(context, { intents: 1.5 }), GatewayCloseCodes.InvalidIntents);
  assert.equal(await identify(context, { shard: [1, 1] }), GatewayCloseCodes.InvalidShard);
  assert.equal(await identify(context, { properties: undefined }), DecodeError);
});

test('an unknown opcode, rubbish, and a payload over 4096 bytes are refused', async (context) => {
  assert.equal(await refusedWith(context, (client) => client.send(99, null)), GatewayCloseCodes.UnknownOpcode);
  assert.equal(await refusedWith(context, (client) => client.socket.send('{')), DecodeError);
  assert.equal(await refusedWith(context, (client) => client.socket.send('[]')), DecodeError);
  assert.equal(await identify(context, { large_threshold: 10 }), DecodeError);
  assert.equal(await identify(context, { note: 'x'.repeat(4096) }), DecodeError);
});

test('another version, encoding or compression is refused', async (context) => {
  const nothing = () => undefined;
  assert.equal(await refusedWith(context, nothing, '?v=9&encoding=json'), GatewayCloseCodes.InvalidAPIVersion);
  assert.equal(await refusedWith(context, nothing, '?v=10&encoding=etf'), DecodeError);
  assert.equal(await refusedWith(context, nothing, '?v=10&encoding=json&compress=zlib-stream'), DecodeError);
});

test('who has not identified may only heartbeat', async (context) => {
  const presence = { since: null, activities: [], status: 'online', afk: false };
  const early = await refusedWith(context, (client) => client.send(GatewayOpcodes.PresenceUpdate, presence));
  assert.equal(early, GatewayCloseCodes.NotAuthenticated);
});

test('identifying twice is refused', async (context) => {
  const { identified, world } = await startGateway(context);
  const client = await identified();
  client.send(GatewayOpcodes.Identify, identifyData(world.token));
  assert.equal(await client.closed(), GatewayCloseCodes.AlreadyAuthenticated);
});

test('presence and voice updates are accepted', async (context) => {
  const { identified, guild } = await startGateway(context);
  const client = await identified();
  const game = { name: 'chess', type: 0 };
  client.send(GatewayOpcodes.PresenceUpdate, { since: null, activities: [game], status: 'idle', afk: false });
  const voice = { guild_id: guild.id, channel_id: null, self_mute: false, self_deaf: false };
  client.send(GatewayOpcodes.VoiceStateUpdate, voice);
  assert.deepEqual(await client.settle(), []);
});

test('more sends than the limit within a minute close with 4008, a minute later they do not', async (context) => {
  const { identified, clock } = await startGateway(context);
  const calm = await identified();
  const send = (client: typeof calm, times: number) => {
    for (let n = 0; n < times; n++) client.send(GatewayOpcodes.Heartbeat, null);
  };
  const used = 2;
  send(calm, sendLimit.count - used - 1);
  await calm.settle();
  clock.advance(sendLimit.windowMs);
  send(calm, sendLimit.count - 1);
  await calm.settle();
  send(calm, 1);
  assert.equal(await calm.closed(), GatewayCloseCodes.RateLimited);
});

test('HELLO names the interval, a heartbeat is acknowledged, and silence for too long closes', async (context) => {
  const { identified, clock, url } = await startGateway(context, { heartbeatMs: 1000 });
  const first = connect(url);
  assert.deepEqual(await first.next(), { op: GatewayOpcodes.Hello, d: { heartbeat_interval: 1000 }, s: null, t: null });
  first.end();
  const client = await identified();
  clock.advance(1999);
  await client.settle();
  clock.advance(1999);
  await client.settle();
  clock.advance(2000);
  assert.equal(await client.closed(), GatewayCloseCodes.SessionTimedOut);
});

test('READY lists the guilds as unavailable, then each comes', async (context) => {
  const { world, url } = await startGateway(context);
  const client = connect(url);
  await client.next();
  client.send(GatewayOpcodes.Identify, identifyData(world.token));
  const [ready, ...guilds] = await client.settle();
  assert.equal(ready?.t, 'READY');
  assert.equal(ready.s, 1);
  assert.deepEqual(
    guilds.map(({ t, s }) => [t, s]),
    [...world.guilds.keys()].map((_, index) => ['GUILD_CREATE', index + 2]),
  );
});

test('without the Guilds intent no guild comes', async (context) => {
  const { world, url } = await startGateway(context);
  const client = connect(url);
  await client.next();
  client.send(
    GatewayOpcodes.Identify,
    identifyData(world.token, { intents: plainIntents & ~GatewayIntentBits.Guilds }),
  );
  assert.deepEqual(
    (await client.settle()).map(({ t }) => t),
    ['READY'],
  );
});
