import assert from 'node:assert/strict';
import { EventEmitter, once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { Events, GatewayIntentBits, type ClientOptions } from 'discord.js';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { setMemberRoles } from '../../src/sandbox/mutations.ts';
import { until } from '../fake-clock.ts';
import { clientFor, logIn, sandboxFor } from './sandbox-client.ts';

/** Does not wait 5 s before it identifies again. */
const eager: Partial<ClientOptions> = {
  ws: { buildIdentifyThrottler: () => Promise.resolve({ waitForIdentify: () => Promise.resolve() }) },
};

/** A client that is logged in, and what it tells of its shard. */
const connected = async (context: TestContext, options: Partial<ClientOptions> = {}) => {
  const sandbox = await sandboxFor(context);
  const client = clientFor(sandbox, { ...eager, ...options });
  await logIn(client, sandbox);
  const heard = new EventEmitter();
  client.on(Events.ShardResume, (_, missed) => heard.emit('resumed', missed));
  client.on(Events.ShardReady, () => heard.emit('identified'));
  client.on(Events.ShardDisconnect, ({ code }) => heard.emit('gone', code));
  client.on(Events.ShardError, () => undefined);
  return { ...sandbox, client, hears: (what: string): Promise<unknown[]> => once(heard, what) };
};

type Connected = Awaited<ReturnType<typeof connected>>;

/** Does each of these to a client of its own, all at once, and waits for what that client tells. */
const afterEach = (context: TestContext, acts: ((gateway: Connected['gateway']) => void)[], hears: string) =>
  Promise.all(
    acts.map(async (act) => {
      const one = await connected(context);
      const told = one.hears(hears);
      act(one.gateway);
      return told;
    }),
  );

const closing = (codes: number[]) => codes.map((code) => (gateway: Connected['gateway']) => gateway.closeAll(code));

test('after these codes, a cut and opcode 7 discord.js resumes', async (context) => {
  const acts = [
    ...closing([4000, 4001, 4002, 4009]),
    (gateway: Connected['gateway']) => gateway.dropAll(),
    (gateway: Connected['gateway']) => gateway.askToReconnect(),
  ];
  const told = await afterEach(context, acts, 'resumed');
  assert.equal(told.length, 6);
});

test('after these codes, and an invalid session, it identifies again', async (context) => {
  const acts = [
    ...closing([1000, 4003, 4005, 4007, 4008]),
    (gateway: Connected['gateway']) => gateway.invalidateSessions(false),
  ];
  const told = await afterEach(context, acts, 'identified');
  assert.equal(told.length, 6);
});

test('after these codes it stays away', async (context) => {
  const codes = [4004, 4010, 4011, 4012, 4013, 4014];
  assert.deepEqual(
    await afterEach(context, closing(codes), 'gone'),
    codes.map((code) => [code]),
  );
});

test('what happened meanwhile is told on RESUME', async (context) => {
  const { gateway, world, client, hears } = await connected(context, {
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildModeration],
  });
  const resumed = hears('resumed');
  gateway.dropAll();
  await until(() => gateway.connections() === 0);
  const { guild: guildId, roles } = demoIds;
  setMemberRoles(world, { guildId, userId: world.bot.id, roles: [roles.bot, roles.member] });
  await resumed;
  assert(client.guilds.cache.get(guildId)?.members.me?.roles.cache.has(roles.member));
});

test('an outage and a removal are heard as what they are', async (context) => {
  const { gateway, client } = await connected(context);
  const heard: string[] = [];
  client.on(Events.GuildUnavailable, ({ id }) => heard.push(`unavailable ${id}`));
  client.on(Events.GuildAvailable, ({ id }) => heard.push(`available ${id}`));
  client.on(Events.GuildDelete, ({ id }) => heard.push(`removed ${id}`));
  gateway.startOutage(demoIds.guild);
  gateway.endOutage(demoIds.guild);
  gateway.kickBot(demoIds.guild);
  await until(() => heard.length === 3);
  assert.deepEqual(
    heard,
    ['unavailable', 'available', 'removed'].map((what) => `${what} ${demoIds.guild}`),
  );
});

test('a privileged intent that is not switched on keeps it out', async (context) => {
  const sandbox = await sandboxFor(context);
  const client = clientFor(sandbox, { intents: [GatewayIntentBits.MessageContent] });
  await assert.rejects(client.login(sandbox.token), /[Dd]isallowed intents/);
});

test('while READY is withheld it is not ready', async (context) => {
  const sandbox = await sandboxFor(context);
  sandbox.gateway.withhold('ready');
  const client = clientFor(sandbox, eager);
  const ready = once(client, Events.ClientReady);
  const login = client.login(sandbox.token);
  await until(() => sandbox.gateway.sessions().length === 1);
  assert.equal(client.isReady(), false);
  sandbox.gateway.release();
  sandbox.gateway.invalidateSessions(false);
  await ready;
  await login;
});
