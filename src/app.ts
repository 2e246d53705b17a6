import { commands } from '../commands/index.ts';
import { watchFailures } from './app-failures.ts';
import { acceptAtFailpoints, restAtFailpoints } from './app-failpoints.ts';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { createAccept } from './delivery/accept.ts';
import { createCarryOut } from './delivery/carry-out.ts';
import { createReplay } from './delivery/replay.ts';
import { startRetention } from './delivery/retention.ts';
import { createBrake } from './discord/brake.ts';
import { createGateway } from './discord/gateway.ts';
import { createOpenDoors } from './discord/guild-api.ts';
import { learnIdentity, type Identity } from './discord/identity.ts';
import { createInteractionHandler } from './discord/interactions.ts';
import { registerCommands } from './discord/register-commands.ts';
import { createDiscordRest } from './discord/rest.ts';
import { newId } from './domain/id.ts';
import type { Failpoint } from './failpoint.ts';
import { createHttpServer } from './http/server.ts';
import { createReadiness } from './http/readiness.ts';
import type { Logger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import { createSqliteEngine } from './queue/engines/sqlite.ts';
import type { JobEngine } from './queue/job-engine.ts';
import { openDataDir } from './store/data-dir.ts';
import { createKeyUsage } from './store/key-usage.ts';
import { openStore } from './store/open-store.ts';
import { createServedGuilds } from './store/served-guilds.ts';

const dayMs = 86_400_000;
const idempotencyDays = 7;
const registerAgainMs = 30_000;

/** What the program takes from outside, so that tests and benchmarks can put their own there. */
export type Outside = {
  clock: Clock;
  log: Logger;
  /** Random bytes. */
  randomBytes: (bytes: number) => Buffer;
  /** Requests a second towards Discord; Discord's own limit is 50: https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
  requestsPerSecond?: number;
  failpoint?: Failpoint;
};

/** The running program. */
export type App = {
  /** Where the receiver listens, on loopback: `http://127.0.0.1:PORT`. */
  url: string;
  /** How callers reach it. */
  publicUrl: string;
  applicationId: string;
  /** What `npm run sandbox` sets up its webhook with. */
  store: Awaited<ReturnType<typeof openStore>>;
  engine: JobEngine;
  /** Resolves once it is connected to the gateway and its commands are registered. */
  connected: Promise<void>;
  /** Takes no more calls, ends what runs, closes everything; what did not end goes on at the next start. */
  stop(): Promise<void>;
};

/**
 * Starts everything; resolves once calls are taken. The gateway may still be connecting then: `/readyz` tells.
 * Rejects with an AppError that says what to change: a wrong token, a data directory in use, a newer schema.
 */
export const startApp = async (config: Config & { discordToken: string }, outside: Outside): Promise<App> => {
  const { clock, log, randomBytes, failpoint } = outside;
  const random = () => randomBytes(4).readUInt32BE() / 2 ** 32;
  const id = (length: number) => newId(length, randomBytes);

  const dir = openDataDir({ path: config.dataDir });
  const store = await openStore({ dir, clock, log });
  const guilds = createServedGuilds({ store, only: config.discordGuildId, clock, log });
  const engine = await createSqliteEngine({
    file: dir.file('jobs.db'),
    clock,
    log,
    idempotencyRetentionMs: Math.max(config.deliveryRetentionMs, idempotencyDays * dayMs),
    failpoint,
  });
  const brake = createBrake({ clock, log });
  const ownRest = createDiscordRest({
    apiUrl: config.discordApiUrl,
    token: config.discordToken,
    clock,
    log,
    random,
    brake,
    ...(outside.requestsPerSecond !== undefined && { requestsPerSecond: outside.requestsPerSecond }),
  });
  const rest = restAtFailpoints(ownRest, failpoint);
  const identity: Identity = await learnIdentity({ rest, facts: store.facts, token: config.discordToken, clock, log });
  const doors = createOpenDoors({ rest, clock, botId: identity.botId });
  const metrics = createMetrics({
    clock,
    queue: engine.stats,
    gateway: () => gateway.health(),
    discord: rest.health,
  });
  const accept = acceptAtFailpoints(metrics.accept(createAccept({ engine, newId: () => id(20) })), failpoint);
  const failures = watchFailures({ store, openDoors: doors.open, clock, log });
  const keyUsage = createKeyUsage({ keys: store.keys, clock, log });

  let publicUrl = config.publicUrl ?? '';
  const handleInteraction = createInteractionHandler({
    commands,
    log,
    context: {
      store,
      engine,
      accept,
      replay: createReplay({ engine, newId: () => id(20), log }),
      clock,
      randomBytes,
      newId: id,
      publicUrl: () => publicUrl,
      botId: () => identity.applicationId,
      servedGuildId: config.discordGuildId,
      log,
    },
  });
  const gateway = createGateway({
    apiUrl: config.discordApiUrl,
    token: config.discordToken,
    clock,
    log,
    brake,
    on: {
      interaction: (interaction) => void handleInteraction(interaction),
      guildJoined: (guildId) => keep(guilds.joined(guildId)),
      guildLeft: (guildId) => keep(guilds.left(guildId)),
      guildsKnown: (guildIds) => keep(guilds.known(guildIds)),
      changed: (guildId, what) => doors.forget(guildId, what),
    },
  });
  const keep = (written: Promise<void>) =>
    void written.catch((error: unknown) => log.error({ error }, 'could not write down which guilds are served'));

  const server = createHttpServer({
    config,
    clock,
    log,
    newRequestId: () => id(16),
    botId: () => identity.applicationId,
    isServing: guilds.isServing,
    store,
    engine,
    accept,
    keyUsed: keyUsage.used,
    readMetrics: metrics.read,
    answered: metrics.answered,
    readiness: createReadiness({
      clock,
      facts: store.facts,
      queue: engine.stats,
      gateway: gateway.health,
      discord: rest.health,
    }),
  });
  const { port } = await server.listen();
  publicUrl = config.publicUrl ?? `http://localhost:${port}`;
  const { ended } = failures;
  await engine.start(metrics.handler(createCarryOut({ openDoors: doors.open, clock, random, log, ended })));
  await failures.resume();
  const retention = startRetention({
    engine,
    guildIds: store.guildIds,
    clock,
    log,
    retentionMs: config.deliveryRetentionMs,
  });

  const register = async (): Promise<void> => {
    try {
      const scope = config.discordGuildId === undefined ? {} : { guildId: config.discordGuildId };
      await registerCommands({ rest, applicationId: identity.applicationId, commands, facts: store.facts, ...scope });
    } catch (error) {
      log.warn({ error }, 'the slash commands could not be registered; trying again');
      await new Promise<void>((resolve) => clock.after(registerAgainMs, resolve));
      await register();
    }
  };
  const connected = Promise.all([gateway.start(), register()]).then(() => undefined);
  connected.catch((error: unknown) => log.error({ error }, 'the gateway could not be reached'));
  log.info({ port, application: identity.applicationId }, 'taking calls');

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    log.info({}, 'stopping');
    server.drain();
    retention.stop();
    await gateway.stop();
    await server.close(10_000);
    await engine.stop(10_000);
    await failures.stop();
    await keyUsage.close();
    await rest.close();
    await store.close();
    dir.close();
    log.info({}, 'stopped');
  };
  return {
    url: `http://127.0.0.1:${port}`,
    publicUrl,
    applicationId: identity.applicationId,
    store,
    engine,
    connected,
    stop: () => (stopping ??= stop()),
  };
};
