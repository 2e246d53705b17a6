import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Interaction } from 'discord.js';
import { createGateway } from '../../src/discord/gateway.ts';
import { createLogger } from '../../src/logger.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild } from '../../src/sandbox/demo-guild.ts';
import { createFaults } from '../../src/sandbox/faults.ts';
import { createGatewayServer } from '../../src/sandbox/gateway.ts';
import { createRestHandler } from '../../src/sandbox/rest.ts';
import { createFakeClock } from '../fake-clock.ts';

/** The sandbox on loopback and a gateway client for it that has not started. What it tells is kept in `told`. */
export const startGateway = async ({ guildId, token }: { guildId?: string; token?: string } = {}) => {
  const world = createWorld({ now: Date.now });
  const guild = addDemoGuild(world, { elsewhere: true });
  const serverClock = createFakeClock();
  const clock = createFakeClock();
  const faults = createFaults();
  let port = 0;
  const gateway = createGatewayServer({
    world,
    clock: serverClock,
    url: () => `ws://127.0.0.1:${port}`,
    limitsStarts: false,
    heartbeatMs: 60_000,
  });
  let remaining = 1_000;
  const server = createServer(
    createRestHandler({
      world,
      faults,
      clock: serverClock,
      limits: 'none',
      gatewayBot: () => {
        const answer = gateway.gatewayBotAnswer();
        return { ...answer, session_start_limit: { ...answer.session_start_limit, remaining, reset_after: 3_600_000 } };
      },
    }),
  );
  server.on('upgrade', gateway.handleUpgrade);
  const listen = async (at = 0) => {
    await once(server.listen(at, '127.0.0.1'), 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  };
  await listen();

  const told: string[] = [];
  const listeners = new Set<(text: string) => void>();
  const tell = (text: string) => {
    told.push(text);
    for (const listener of listeners) listener(text);
  };
  const interactions: Interaction[] = [];
  const lines: string[] = [];
  const hear = (line: string) => {
    lines.push(line);
    for (const listener of listeners) listener(line);
  };
  const client = createGateway({
    apiUrl: `http://127.0.0.1:${port}/api`,
    token: token ?? world.token,
    guildId,
    clock,
    log: createLogger({ level: 'trace', destination: { write: hear } }),
    on: {
      interaction: (interaction) => void interactions.push(interaction),
      guildJoined: (id) => tell(`joined ${id}`),
      guildLeft: (id) => tell(`left ${id}`),
      guildsKnown: (ids) => tell(`known ${ids.toSorted().join(' ')}`),
      changed: (id, { channelId }) => tell(`changed ${id}${channelId === undefined ? '' : ` ${channelId}`}`),
    },
  });
  const stop = async () => {
    await client.stop();
    gateway.stop();
    server.closeAllConnections();
    if (server.listening) server.close();
  };
  return {
    world,
    guild,
    faults,
    clock,
    sandbox: gateway,
    client,
    told,
    interactions,
    lines,
    /** Resolves when something that holds `text` is told or logged from now on. */
    hears: (text: string) =>
      new Promise<void>((resolve) => {
        const listener = (heard: string) => {
          if (!heard.includes(text)) return;
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
      }),
    limitStarts: (left: number) => void (remaining = left),
    [Symbol.asyncDispose]: stop,
  };
};
