import { WebSocketShardEvents } from '@discordjs/ws';
import { Events, type Client, type Interaction } from 'discord.js';
import type { Clock } from '../clock.ts';
import type { Snowflake } from '../domain/snowflake.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { createBrake, type Brake } from './brake.ts';
import { createGatewayBackoff } from './gateway-backoff.ts';
import { createClient } from './gateway-client.ts';
import { fatalClose } from './gateway-close.ts';
import { createGuildWatch, type GuildEvents } from './gateway-guilds.ts';
import { createGatewayHealth, type Health } from './gateway-health.ts';
import { createGatewayRest } from './gateway-rest.ts';
import { createShards } from './gateway-shards.ts';
import { tokenRejected } from './token-latch.ts';
import { createTransport } from './transport.ts';
import { wait } from './wait.ts';

/** What {@link createGateway} needs. With `guildId` only that guild's events are told. `brake` is shared with other clients of the process. */
export type GatewayContext = {
  apiUrl: string;
  token: string;
  guildId?: Snowflake | undefined;
  clock: Clock;
  log: Logger;
  on: GuildEvents & { interaction(interaction: Interaction): void };
  brake?: Brake;
};

/** The connection to Discord's gateway. */
export type Gateway = {
  /**
   * Connects, and keeps trying through outages. Resolves once connected or stopped; rejects with an AppError that
   * says what to do when Discord will never let it in, such as for a wrong token.
   */
  start(): Promise<void>;
  client: Client;
  health(): Health;
  stop(): Promise<void>;
};

/** Time (ms) for an answer to an interaction, and for saying goodbye. */
const deadlineMs = 15_000;
const goodbyeMs = 2_000;

const onlyOf = (guildId: Snowflake, on: GuildEvents): GuildEvents => ({
  guildJoined: (id) => id === guildId && on.guildJoined(id),
  guildLeft: (id) => id === guildId && on.guildLeft(id),
  guildsKnown: (ids) => on.guildsKnown(ids.filter((id) => id === guildId)),
  changed: (id, what) => id === guildId && on.changed(id, what),
});

/** Builds the gateway's client; nothing is connected before `start`. */
export const createGateway = (context: GatewayContext): Gateway => {
  const { apiUrl, token, guildId, clock, log, on, brake = createBrake({ clock, log }) } = context;
  const stopping = new AbortController();
  const state = createGatewayHealth({ clock });
  const transport = createTransport({ clock, deadlineMs });
  const waiting = (reason: string) => {
    state.waiting(reason);
    log.warn({ reason }, 'not connected to the gateway yet');
  };
  const rest = createGatewayRest({ transport, brake, clock, stopped: stopping.signal, waiting });
  const backoff = createGatewayBackoff({ clock, maxConcurrency: rest.maxConcurrency, stopped: stopping.signal });
  const outcome = Promise.withResolvers<void>();
  outcome.promise.catch(() => undefined);
  let shardIds: readonly number[] = [];
  const watch = createGuildWatch({ on: guildId === undefined ? on : onlyOf(guildId, on), shardIds: () => shardIds });

  const fail = (error: AppError) => {
    state.failed(error.detail);
    log.error({ code: error.code }, error.detail);
    outcome.reject(error);
  };
  const connected = (shardId: number) => {
    backoff.connected(shardId);
    state.ready(shardId);
    log.info({ shard: shardId }, 'connected to the gateway');
  };

  const client = createClient({
    apiUrl,
    makeRequest: rest.makeRequest,
    buildStrategy(manager) {
      const shards = createShards(manager, backoff);
      manager.on(WebSocketShardEvents.Ready, ({ shardId }) => connected(shardId));
      manager.on(WebSocketShardEvents.Resumed, ({ shardId }) => connected(shardId));
      manager.on(WebSocketShardEvents.HeartbeatComplete, ({ shardId }) => state.acknowledged(shardId));
      manager.on(WebSocketShardEvents.Dispatch, ({ data, shardId }) => watch(data, shardId));
      manager.on(WebSocketShardEvents.Closed, ({ code, shardId }) => {
        state.closed(shardId);
        const error = fatalClose(code);
        if (error !== undefined) fail(error);
        else if (!stopping.signal.aborted) log.warn({ code, shard: shardId }, 'the gateway closed the connection');
      });
      return {
        ...shards,
        spawn(ids) {
          shardIds = ids;
          state.expect(ids);
          return shards.spawn(ids);
        },
      };
    },
  });
  client.on(Events.InteractionCreate, on.interaction);
  client.once(Events.ClientReady, () => outcome.resolve());
  client.on(Events.ShardError, (error) => log.warn({ error }, 'the connection to the gateway failed'));
  client.on(Events.Error, (error) => log.error({ error }, 'discord.js failed'));

  return {
    client,
    health: state.health,
    async start() {
      try {
        await client.login(token);
      } catch (error) {
        if (stopping.signal.aborted) return;
        const isToken = error instanceof Error && 'code' in error && error.code === 'TokenInvalid';
        log.debug({ error }, 'login failed');
        fail(isToken ? tokenRejected() : new AppError('internal', 'Guildhook could not start its gateway client.'));
      }
      await outcome.promise;
    },
    async stop() {
      stopping.abort();
      outcome.resolve();
      await Promise.race([client.destroy(), wait(goodbyeMs, clock, undefined)]);
      await transport.close();
    },
  };
};
