import { commands } from '../commands/index.ts';
import { watchFailures } from './app-failures.ts';
import { runGateway } from './app-gateway.ts';
import { acceptAtFailpoints, restAtFailpoints } from './app-failpoints.ts';
import { openStorage } from './app-storage.ts';
import type { Clock } from './clock.ts';
import type { Config, Role } from './config.ts';
import { createAccept } from './delivery/accept.ts';
import { createCarryOut } from './delivery/carry-out.ts';
import { createReplay } from './delivery/replay.ts';
import { startRetention } from './delivery/retention.ts';
import { createBrake } from './discord/brake.ts';
import { createOpenDoors } from './discord/guild-api.ts';
import { learnIdentity, type Identity } from './discord/identity.ts';
import { createInteractionHandler } from './discord/interactions.ts';
import { registerCommands } from './discord/register-commands.ts';
import { createDiscordRest } from './discord/rest.ts';
import { newId, newTimedId } from './domain/id.ts';
import type { Failpoint } from './failpoint.ts';
import { createHttpServer } from './http/server.ts';
import { createReadiness } from './http/readiness.ts';
import type { Logger } from './logger.ts';
import { createMetrics } from './metrics.ts';
import type { JobEngine, QueueLimits } from './queue/job-engine.ts';
import { createKeyUsage } from './store/key-usage.ts';
import type { Store } from './store/repositories.ts';
import { createServedGuilds } from './store/served-guilds.ts';

/** https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
const discordsRequestsPerSecond = 50;

/** What the program takes from outside, so that tests and benchmarks can put their own there. */
export type Outside = {
  clock: Clock;
  log: Logger;
  /** Random bytes. */
  randomBytes: (bytes: number) => Buffer;
  /** Requests a second towards Discord; without it as many as Discord allows. */
  requestsPerSecond?: number;
  failpoint?: Failpoint;
  /** How much may wait; without it the engine's own bounds. */
  queueLimits?: QueueLimits;
};

/** The running program. */
export type App = {
  /** Where the receiver listens, on loopback: `http://127.0.0.1:PORT`; empty in a process that is none. */
  url: string;
  /** How callers reach it. */
  publicUrl: string;
  applicationId: string;
  /** What `npm run sandbox` sets up its webhook with. */
  store: Store;
  engine: JobEngine;
  /** Resolves once it is connected to the gateway and its commands are registered; at once in a process without gateway. */
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
  const deliveryId = () => newTimedId(clock.now(), randomBytes);

  const does = (role: Role) => config.roles.includes('all') || config.roles.includes(role);
  const { requestsPerSecond = discordsRequestsPerSecond, queueLimits } = outside;

  const storage = await openStorage({
    config,
    works: does('worker'),
    requestsPerSecond,
    clock,
    log,
    failpoint,
    queueLimits,
  });
  const { store, engine, shared } = storage;
  const guilds = createServedGuilds({ store, only: config.discordGuildId, clock, log });
  const { discordApiUrl: apiUrl, discordToken: token } = config;
  const brake = createBrake({ clock, log, shared: shared?.brake });
  const sharedPlaces = shared?.places;
  const ownRest = createDiscordRest({ apiUrl, token, clock, log, random, brake, requestsPerSecond, sharedPlaces });
  const rest = restAtFailpoints(ownRest, failpoint);
  const identity: Identity = await learnIdentity({ rest, facts: store.facts, token, clock, log });
  const doors = createOpenDoors({ rest, clock, botId: identity.botId });
  const gatewayHealth = () => gateway?.health() ?? { connected: false };
  const metrics = createMetrics({
    clock,
    queue: engine.stats,
    gateway: does('gateway') ? gatewayHealth : undefined,
    discord: rest.health,
  });
  const accept = acceptAtFailpoints(metrics.accept(createAccept({ engine, newId: deliveryId })), failpoint);
  const failures = watchFailures({ store, openDoors: doors.open, clock, log });
  const keyUsage = createKeyUsage({ keys: store.keys, clock, log });

  let publicUrl = config.publicUrl ?? `http://localhost:${config.port}`;
  const handleInteraction = createInteractionHandler({
    commands,
    log,
    context: {
      store,
      engine,
      accept,
      replay: createReplay({ engine, newId: deliveryId, log }),
      clock,
      randomBytes,
      newId: id,
      publicUrl: () => publicUrl,
      botId: () => identity.applicationId,
      servedGuildId: config.discordGuildId,
      log,
    },
  });
  const keep = (written: Promise<void>) =>
    void written.catch((error: unknown) => log.error({ error }, 'could not write down which guilds are served'));
  const startGateway = () =>
    runGateway({
      apiUrl,
      token,
      clock,
      log,
      brake,
      lease: shared?.gatewayLease,
      on: {
        interaction: (interaction) => void handleInteraction(interaction),
        guildJoined: (guildId) => keep(guilds.joined(guildId)),
        guildLeft: (guildId) => keep(guilds.left(guildId)),
        guildsKnown: (guildIds) => keep(guilds.known(guildIds)),
        changed: (guildId, what) => doors.forget(guildId, what),
      },
      async register() {
        const scope = config.discordGuildId === undefined ? {} : { guildId: config.discordGuildId };
        await registerCommands({ rest, applicationId: identity.applicationId, commands, facts: store.facts, ...scope });
      },
    });
  let gateway: ReturnType<typeof startGateway> | undefined;

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
    sharedCounter: shared?.counter,
    keyUsed: keyUsage.used,
    readMetrics: metrics.read,
    answered: metrics.answered,
    readiness: createReadiness({
      clock,
      facts: store.facts,
      cannotWrite: shared && 'Redis cannot be written to: see that it runs, and that it has memory and disk left.',
      discord: rest.health,
      ...(does('worker') && { queue: engine.stats }),
      ...(does('gateway') && { gateway: gatewayHealth }),
    }),
  });
  let url = '';
  if (does('receiver')) {
    const { port } = await server.listen();
    url = `http://127.0.0.1:${port}`;
    publicUrl = config.publicUrl ?? `http://localhost:${port}`;
  }
  const { ended } = failures;
  if (does('worker')) {
    await engine.start(metrics.handler(createCarryOut({ openDoors: doors.open, clock, random, log, ended })));
    await failures.resume();
  }
  const retention = does('worker')
    ? startRetention({ engine, guildIds: store.guildIds, clock, log, retentionMs: config.deliveryRetentionMs })
    : undefined;
  if (does('gateway')) gateway = startGateway();
  const about = { roles: config.roles, application: identity.applicationId };
  log.info({ ...about, ...(url !== '' && { url }) }, url === '' ? 'started' : 'taking calls');

  let stopping: Promise<void> | undefined;
  const stop = async () => {
    log.info({}, 'stopping');
    server.drain();
    retention?.stop();
    await gateway?.stop();
    if (url !== '') await server.close(10_000);
    await engine.stop(10_000);
    await failures.stop();
    await keyUsage
      .close()
      .catch((error: unknown) => log.warn({ error }, 'some last uses of keys were not written down'));
    await rest.close();
    await storage.close();
    log.info({}, 'stopped');
  };
  return {
    url,
    publicUrl,
    applicationId: identity.applicationId,
    store,
    engine,
    connected: gateway?.connected ?? Promise.resolve(),
    stop: () => (stopping ??= stop()),
  };
};
