import { once } from 'node:events';
import { createServer } from 'node:http';
import type { TestContext } from 'node:test';
import { REST } from '@discordjs/rest';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild } from '../../src/sandbox/demo-guild.ts';
import { createFaults } from '../../src/sandbox/faults.ts';
import { createRestHandler, type RestOptions } from '../../src/sandbox/rest.ts';
import type { WorldEvent } from '../../src/sandbox/world.ts';
import { createFakeClock } from '../fake-clock.ts';

/** What `GET /gateway/bot` answers in these tests. */
export const gatewayBot = () => ({
  url: 'ws://127.0.0.1:1',
  shards: 1,
  session_start_limit: { total: 1000, remaining: 999, reset_after: 0, max_concurrency: 1 },
});

/** How the User-Agent of a bot looks. */
export const userAgent = 'DiscordBot (https://example.com, 1)';

/** What a raw request may carry. `text` is sent as it is. */
export type RawRequest = { body?: unknown; text?: string; headers?: Record<string, string>; signal?: AbortSignal };

/** The demo guild and "Elsewhere" behind Discord's REST API on a free port, until the test ends. Limits are off unless asked for. */
export const startRest = async (t: TestContext, options: Partial<RestOptions> & { privileged?: number } = {}) => {
  const clock = createFakeClock(Date.UTC(2026, 10, 1));
  const { privileged = 0, ...handlerOptions } = options;
  const world = createWorld({ now: clock.now, privileged });
  const guild = addDemoGuild(world, { elsewhere: true });
  const faults = createFaults();
  const server = createServer(
    createRestHandler({ world, gatewayBot, faults, clock, limits: 'none', ...handlerOptions }),
  );
  await once(server.listen(0, '127.0.0.1'), 'listening');
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const api = `http://127.0.0.1:${address.port}/api`;
  const events: WorldEvent[] = [];
  world.listen((event) => events.push(event));

  const fetchRaw = (method: string, path: string, { body, text, headers, signal }: RawRequest = {}) => {
    const isJson = body !== undefined || text !== undefined;
    return fetch(`${api}/v10${path}`, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bot ${world.token}`,
        'user-agent': userAgent,
        ...(isJson && { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(isJson && { body: text ?? JSON.stringify(body) }),
      ...(signal !== undefined && { signal }),
    });
  };

  return {
    world,
    guild,
    faults,
    clock,
    api,
    events,
    rest: new REST({ api, retries: 0 }).setToken(world.token),
    fetchRaw,
    /** One request; its status and parsed body. */
    async call(method: string, path: string, request: RawRequest = {}) {
      const response = await fetchRaw(method, path, request);
      const text = await response.text();
      const body: unknown = text === '' ? undefined : JSON.parse(text);
      return { status: response.status, headers: response.headers, body };
    },
  };
};

/** What {@link startRest} gives. */
export type StartedRest = Awaited<ReturnType<typeof startRest>>;

/** What is under `name` in a parsed answer; `undefined` when nothing is. */
export const fieldIn = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined;

/** The text under `name` in a parsed answer; fails the test when it is none. */
export const textIn = (body: unknown, name: string): string => {
  const value = fieldIn(body, name);
  if (typeof value !== 'string') throw new Error(`no text ${name} in ${JSON.stringify(body)}`);
  return value;
};
