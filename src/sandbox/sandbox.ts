import { once } from 'node:events';
import { createServer } from 'node:http';
import { systemClock, type Clock } from '../clock.ts';
import { silentLogger, type Logger } from '../logger.ts';
import { createAttachments } from './attachments.ts';
import { createControl } from './control.ts';
import { createWorld } from './create-world.ts';
import { addDemoGuild } from './demo-guild.ts';
import { createFaults, type Faults } from './faults.ts';
import { createGatewayServer, type GatewayServer } from './gateway.ts';
import { createInteractionStore } from './interaction-store.ts';
import { createInteractions, type Interactions } from './interactions.ts';
import { isFromHere } from './loopback.ts';
import { createRestHandler } from './rest.ts';
import { interactionRoutes } from './routes/interactions.ts';
import { createShownMessages } from './shown-messages.ts';
import type { World } from './world.ts';

/** What {@link startSandbox} needs. */
export type SandboxOptions = {
  /** 0 picks a free one. It listens on 127.0.0.1 alone. */
  port: number;
  clock?: Clock;
  /** Milliseconds since 1970; the clock's own by default. */
  now?: () => number;
  log?: Logger;
  /** `none`: no rate limits over REST, and any number of IDENTIFYs. */
  limits?: 'discord' | 'none';
  /** Time between heartbeats of the gateway, ms. */
  heartbeatMs?: number;
  /** Privileged intents that the application has switched on, as bits; none by default, as with a new application. */
  privileged?: number;
};

/** A running stand-in for Discord with the demo guild, and a second guild that the first must see nothing of. */
export type Sandbox = {
  /** Where it listens; `GET /state` and `POST /interactions` are here. */
  url: string;
  /** For `DISCORD_API_URL`, or discord.js' `rest.api`. */
  apiUrl: string;
  token: string;
  world: World;
  faults: Faults;
  gateway: GatewayServer;
  interactions: Interactions;
  /** Requests that the sandbox has no route for, such as `POST /channels/1/webhooks`. */
  unmodelled: string[];
  /** Resolves once the bot has registered commands, in the demo guild or globally. */
  commandsRegistered(): Promise<void>;
  stop(): Promise<void>;
};

/** Starts the stand-in: REST below `/api`, the gateway by WebSocket, and its own control routes, all on one loopback port. */
export const startSandbox = async (options: SandboxOptions): Promise<Sandbox> => {
  const { port, clock = systemClock, log = silentLogger, limits = 'discord' } = options;
  const world = createWorld({ now: options.now ?? clock.now });
  const demo = addDemoGuild(world, { elsewhere: true });
  const server = createServer();
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox has no port');
  const host = `127.0.0.1:${address.port}`;
  const url = `http://${host}`;

  const { heartbeatMs, privileged } = options;
  const gateway = createGatewayServer({
    world,
    clock,
    url: () => `ws://${host}`,
    limitsStarts: limits === 'discord',
    ...(heartbeatMs !== undefined && { heartbeatMs }),
    ...(privileged !== undefined && { privileged }),
  });
  const faults = createFaults();
  const store = createInteractionStore({ world, clock });
  const shown = createShownMessages(world);
  const attachments = createAttachments(world, () => url);
  const interactions = createInteractions({
    world,
    store,
    shown,
    attachments,
    isConnected: () => gateway.sessions().length > 0,
  });
  const gatewayBot = gateway.gatewayBotAnswer;
  const routes = interactionRoutes({ world, store, shown });
  const rest = createRestHandler({ world, gatewayBot, faults, routes, limits, clock, log });
  const control = createControl({ world, interactions, faults, attachments });

  const registered = Promise.withResolvers<void>();
  const lookForCommands = () => {
    if (world.commands.size > 0 || demo.commands.size > 0) registered.resolve();
  };
  server.on('request', (request, response) => {
    if (!isFromHere(request)) {
      response
        .writeHead(403, { 'content-type': 'application/json' })
        .end('{"error":"The sandbox answers this machine only"}');
      return;
    }
    response.on('finish', lookForCommands);
    if (request.url?.startsWith('/api/') === true) {
      rest(request, response);
      return;
    }
    control(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'the sandbox failed');
      response.destroy();
    });
  });
  server.on('upgrade', (request, socket, head) => {
    if (isFromHere(request)) gateway.handleUpgrade(request, socket, head);
    else socket.destroy();
  });

  return {
    url,
    apiUrl: `${url}/api`,
    get token() {
      return world.token;
    },
    world,
    faults,
    gateway,
    interactions,
    unmodelled: world.unmodelled,
    commandsRegistered: () => registered.promise,
    async stop() {
      gateway.stop();
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
};
