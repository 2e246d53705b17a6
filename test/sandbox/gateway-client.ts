import { createServer } from 'node:http';
import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { GatewayIntentBits, GatewayOpcodes } from 'discord-api-types/v10';
import { WebSocket } from 'ws';
import { z } from 'zod';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild } from '../../src/sandbox/demo-guild.ts';
import { createGatewayServer, type GatewayOptions } from '../../src/sandbox/gateway.ts';
import { createFakeClock } from '../fake-clock.ts';

const frame = z.object({ op: z.enum(GatewayOpcodes), d: z.unknown(), s: z.int().nullable(), t: z.string().nullable() });

/** A payload from the gateway. */
export type Frame = z.infer<typeof frame>;

/** Every intent that needs no permission of the owner. */
export const plainIntents = GatewayIntentBits.Guilds | GatewayIntentBits.GuildMessages;

/** A raw gateway client: what arrives is read in order with `next`. */
export const connect = (url: string, query = '?v=10&encoding=json') => {
  const socket = new WebSocket(`${url}/${query}`);
  const frames: Frame[] = [];
  const waiting: (() => void)[] = [];
  const wake = () => {
    for (const resolve of waiting.splice(0)) resolve();
  };
  let ended: { code: number; reason: string } | undefined;
  socket.on('message', (data: Buffer) => {
    frames.push(frame.parse(JSON.parse(data.toString())));
    wake();
  });
  socket.on('error', () => undefined);
  socket.on('close', (code, reason) => {
    ended = { code, reason: reason.toString() };
    wake();
  });
  const waitFor = async <Value>(look: () => Value | undefined): Promise<Value> => {
    for (;;) {
      const found = look();
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => void waiting.push(resolve));
    }
  };
  return {
    socket,
    /** The next payload. */
    next: () =>
      waitFor(() => {
        const first = frames.shift();
        if (first === undefined && ended !== undefined) throw new Error(`closed with ${ended.code} ${ended.reason}`);
        return first;
      }),
    /** The code that the gateway closes with. */
    closed: () => waitFor(() => ended?.code),
    /** What has arrived and was not read. */
    unread: frames,
    opened: () => once(socket, 'open'),
    send: (op: number, d: unknown) => socket.send(JSON.stringify({ op, d })),
    /** Heartbeats, and reads everything up to the answer: whatever was sent before it has arrived. */
    async settle() {
      socket.send(JSON.stringify({ op: GatewayOpcodes.Heartbeat, d: null }));
      const read: Frame[] = [];
      for (;;) {
        const next = await this.next();
        if (next.op === GatewayOpcodes.HeartbeatAck) return read;
        read.push(next);
      }
    },
    end: (code = 1000) => socket.close(code),
  };
};

/** IDENTIFY's data. */
export const identifyData = (token: string, more: Record<string, unknown> = {}) => ({
  token,
  properties: { os: 'linux', browser: 'test', device: 'test' },
  intents: plainIntents,
  ...more,
});

/** A gateway with the demo guild behind an HTTP server on a free port; both end after the test. */
export const startGateway = async (context: TestContext, options: Partial<GatewayOptions> = {}) => {
  const clock = createFakeClock();
  const world = createWorld({ now: clock.now });
  const guild = addDemoGuild(world, { elsewhere: true });
  const server = createServer();
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = z.object({ port: z.int() }).parse(server.address());
  const url = `ws://127.0.0.1:${port}`;
  const gateway = createGatewayServer({ world, clock, url: () => url, limitsStarts: false, ...options });
  server.on('upgrade', gateway.handleUpgrade);
  context.after(async () => {
    gateway.stop();
    const closed = once(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
  });
  return {
    world,
    guild,
    clock,
    gateway,
    url,
    /** A client that has identified; READY and the guilds have been read. */
    async identified(more: Record<string, unknown> = {}) {
      const client = connect(url);
      await client.next();
      client.send(GatewayOpcodes.Identify, identifyData(world.token, more));
      const ready = await client.next();
      await client.settle();
      return { ...client, ready: z.object({ session_id: z.string(), resume_gateway_url: z.string() }).parse(ready.d) };
    },
  };
};
