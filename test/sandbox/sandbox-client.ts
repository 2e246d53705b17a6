import { once } from 'node:events';
import type { TestContext } from 'node:test';
import { Client, Events, GatewayIntentBits, type ClientOptions } from 'discord.js';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';

/** The clients of each sandbox, which must go before it: one whose gateway is gone tries to reconnect for ever. */
const clientsOf = new WeakMap<Sandbox, Client[]>();

/** A sandbox for one test, ended after it. Limits are off unless asked for. */
export const sandboxFor = async (context: TestContext, options: Partial<SandboxOptions> = {}): Promise<Sandbox> => {
  const sandbox = await startSandbox({ port: 0, limits: 'none', ...options });
  const clients: Client[] = [];
  clientsOf.set(sandbox, clients);
  context.after(async () => {
    await Promise.all(clients.map((client) => client.destroy()));
    await sandbox.stop();
  });
  return sandbox;
};

/** An unmodified discord.js client at the sandbox; not yet logged in. Ended with the sandbox. */
export const clientFor = (sandbox: Sandbox, options: Partial<ClientOptions> = {}): Client => {
  const client = new Client({
    intents: [GatewayIntentBits.Guilds, GatewayIntentBits.GuildMessages],
    rest: { api: sandbox.apiUrl },
    ...options,
  });
  clientsOf.get(sandbox)?.push(client);
  return client;
};

/** Logs in and waits until all guilds are there. */
export const logIn = async (client: Client, { token }: Sandbox): Promise<Client<true>> => {
  const ready = once(client, Events.ClientReady);
  await client.login(token);
  await ready;
  if (!client.isReady()) throw new Error('not ready');
  return client;
};
