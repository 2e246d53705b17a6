import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { REST } from '@discordjs/rest';
import { WebSocketManager, WebSocketShardEvents, WebSocketShardStatus } from '@discordjs/ws';
import { createShards } from '../../src/discord/gateway-shards.ts';
import type { GatewayBackoff } from '../../src/discord/gateway-backoff.ts';
import { startGateway as startServer } from '../sandbox/gateway-client.ts';

const start = async (t: TestContext, backoff: Partial<GatewayBackoff> = {}) => {
  const server = await startServer(t);
  const rest = new REST({
    makeRequest: () =>
      Promise.resolve(
        Response.json({
          url: server.url,
          shards: 1,
          session_start_limit: { total: 9, remaining: 9, reset_after: 9_000, max_concurrency: 1 },
        }),
      ),
  }).setToken(server.world.token);
  const connects: number[] = [];
  const manager = new WebSocketManager({
    token: server.world.token,
    intents: 1,
    rest,
    buildStrategy: (own) =>
      createShards(own, {
        beforeConnect(shardId) {
          connects.push(shardId);
          return Promise.resolve();
        },
        beforeIdentify: () => Promise.resolve(),
        connected: () => undefined,
        ...backoff,
      }),
  });
  const heard = (event: WebSocketShardEvents) => new Promise<void>((resolve) => manager.once(event, () => resolve()));
  t.after(async () => {
    await manager.destroy();
    rest.clearHashSweeper();
    rest.clearHandlerSweeper();
  });
  return { server, manager, connects, heard };
};

test('every connection is asked for first, also the one after a loss; events are not', async (t) => {
  const shards = await start(t);
  const ready = shards.heard(WebSocketShardEvents.Ready);
  await shards.manager.connect();
  await ready;
  assert.equal((await shards.manager.fetchStatus()).get(0), WebSocketShardStatus.Ready);
  assert.deepEqual(shards.connects, [0]);
  const resumed = shards.heard(WebSocketShardEvents.Resumed);
  shards.server.gateway.dropAll();
  await resumed;
  assert.deepEqual(shards.connects, [0, 0]);
});

test('an error before the first READY does not end it', async (t) => {
  const shards = await start(t);
  shards.server.gateway.withhold('ready');
  const hello = shards.heard(WebSocketShardEvents.Hello);
  await shards.manager.connect();
  await hello;
  const ready = shards.heard(WebSocketShardEvents.Ready);
  shards.server.gateway.closeAll(4000);
  shards.server.gateway.release();
  await ready;
});

test('destroyed while it waits to connect it does not connect', async (t) => {
  const never = new Promise<void>(() => undefined);
  const shards = await start(t, { beforeConnect: () => never });
  await shards.manager.connect();
  await shards.manager.destroy();
  assert.equal(shards.server.gateway.connections(), 0);
});
