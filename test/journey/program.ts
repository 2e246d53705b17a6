import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { startApp, type App, type Outside } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config.ts';
import { starterDefinition } from '../../src/domain/definition.ts';
import { newId } from '../../src/domain/id.ts';
import { createKey } from '../../src/domain/key-text.ts';
import type { Webhook, WebhookDefinition } from '../../src/domain/webhook.ts';
import { silentLogger } from '../../src/logger.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startSandbox, type SandboxOptions } from '../../src/sandbox/sandbox.ts';

/** A running sandbox and what a test asks of it. */
export type Sandbox = Awaited<ReturnType<typeof startSandbox>>;

/** The whole program against a sandbox: real HTTP, real discord.js. */
export type Program = {
  app: App;
  sandbox: Sandbox;
  dataDir: string;
  key: string;
  /** Stores a webhook with these actions (default: `message` into #general). */
  webhook(
    definition?: Partial<WebhookDefinition> & { message?: string; enabled?: boolean; guildId?: string },
  ): Promise<Webhook>;
  /** Posts variables to a webhook as BotGhost's clients do. */
  post(webhook: Webhook, variables?: Record<string, unknown>, options?: PostOptions): Promise<Answer>;
  /** Stops and starts again over the same data. */
  restart(): Promise<void>;
};

/** How a call differs from the plain one. */
export type PostOptions = { query?: string; headers?: Record<string, string>; key?: string; body?: string };

/** An answer with its JSON read. */
export type Answer = { status: number; headers: Headers; body: Record<string, unknown> };

/** Reads an answer whose body is a JSON object, or nothing. */
export const readAnswer = async (response: Response): Promise<Answer> => {
  const text = await response.text();
  const body: unknown = text === '' ? {} : JSON.parse(text);
  if (typeof body !== 'object' || body === null) throw new Error(`not an object: ${text}`);
  return { status: response.status, headers: response.headers, body: { ...body } };
};

/** Starts sandbox and program for one test, and ends both after it. */
export const startProgram = async (
  context: TestContext,
  {
    env = {},
    outside = {},
    guild = demoIds.guild,
    sandboxOptions = {},
  }: {
    env?: Record<string, string>;
    outside?: Partial<Outside>;
    guild?: string;
    sandboxOptions?: Partial<SandboxOptions>;
  } = {},
): Promise<Program> => {
  const sandbox = await startSandbox({
    port: 0,
    limits: 'none',
    ...(outside.clock && { now: outside.clock.now }),
    ...sandboxOptions,
  });
  const dataDir = await mkdtemp(join(tmpdir(), 'guildhook-test-'));
  const config = loadConfig({
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    DISCORD_API_URL: sandbox.apiUrl,
    RATE_LIMIT: '100000/1s',
    ...env,
  });
  const start = async () => {
    const app = await startApp(
      { ...config, discordToken: sandbox.token },
      { clock: systemClock, log: silentLogger, randomBytes, requestsPerSecond: 1_000, ...outside },
    );
    await app.connected;
    return app;
  };
  let app = await start();
  context.after(async () => {
    await app.stop();
    await sandbox.stop();
    await rm(dataDir, { recursive: true, force: true });
  });

  const key = createKey(randomBytes);
  await app.store.keys.create({
    id: key.id,
    guildId: guild,
    label: 'test',
    digest: key.digest,
    first: true,
    createdAt: Date.now(),
    createdBy: demoIds.owner,
  });

  return {
    get app() {
      return app;
    },
    sandbox,
    dataDir,
    key: key.text,
    webhook: async ({ message = '<message>', enabled = true, guildId = guild, ...definition } = {}) => {
      const id = newId(16, randomBytes);
      const webhook: Webhook = {
        id,
        guildId,
        enabled,
        revision: 1,
        createdAt: Date.now(),
        createdBy: demoIds.owner,
        definition: { ...starterDefinition({ name: `test ${id}`, channel: demoIds.general, message }), ...definition },
      };
      await app.store.webhooks.create(webhook);
      return webhook;
    },
    post: async (webhook, variables = {}, options = {}) => {
      const body = {
        variables: Object.entries(variables).map(([name, value]) => ({ name, variable: `{${name}}`, value })),
      };
      return readAnswer(
        await fetch(`${app.url}/webhook/${app.applicationId}/${webhook.id}${options.query ?? ''}`, {
          method: 'POST',
          headers: { authorization: options.key ?? key.text, 'content-type': 'application/json', ...options.headers },
          body: options.body ?? JSON.stringify(body),
        }),
      );
    },
    restart: async () => {
      await app.stop();
      app = await start();
    },
  };
};
