import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import type { TestContext } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { startRedis, type TestRedis } from '../redis.ts';
import { createChildProgram, type ChildProgram } from './child-program.ts';
import type { Sandbox } from './program.ts';

/** The program as several processes on one Redis, against the sandbox. */
export type Processes = {
  sandbox: Sandbox;
  redis: TestRedis;
  /** In the order of the roles that were asked for. */
  programs: ChildProgram[];
  /** One more process, which the test starts. */
  add(role: string): Promise<ChildProgram>;
  /** What a person sees after a command or a press; waits until the gateway is connected. */
  interact(what: Record<string, unknown>): Promise<string>;
  /** Makes a webhook as an admin does; its path, and the key if it was the guild's first. */
  webhook(name: string, channel?: string): Promise<{ path: string; key: string | undefined }>;
};

/** Starts one process for each of `roles` (`receiver`, `worker`, …) and ends all after the test. */
export const startProcesses = async (context: TestContext, roles: string[]): Promise<Processes> => {
  const redis = await startRedis(context);
  const sandbox = await startSandbox({ port: 0, limits: 'none' });
  const env = {
    REDIS_URL: redis.url,
    ENCRYPTION_KEY: randomBytes(32).toString('base64'),
    DISCORD_API_URL: sandbox.apiUrl,
    DISCORD_TOKEN: sandbox.token,
    DISCORD_GUILD_ID: demoIds.guild,
    RATE_LIMIT: '100000/1s',
  };
  const programs: ChildProgram[] = [];
  const add = async (ROLE: string) => {
    const program = await createChildProgram({ ...env, ROLE });
    programs.push(program);
    return program;
  };
  for (const role of roles) await add(role);
  context.after(async () => {
    await Promise.all(programs.map(async (program) => program.kill()));
    await sandbox.stop();
  });
  await Promise.all(programs.map(async (program) => program.start()));
  await sandbox.commandsRegistered();

  const interact = async (what: Record<string, unknown>) => {
    for (let tries = 0; ; tries += 1) {
      const body = JSON.stringify({ user: 'owner', ...what });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${sandbox.url}/interactions`, { method: 'POST', headers, body });
      const text = await response.text();
      if (response.ok) return text;
      // 409: no gateway is connected yet; 408: the one that was has just died.
      assert.ok([408, 409].includes(response.status) && tries < 300, text);
      await wait(100);
    }
  };
  return {
    sandbox,
    redis,
    programs,
    add,
    interact,
    async webhook(name, channel = demoIds.general) {
      const text = await interact({ command: 'webhook create', options: { name, channel, message: '<message>' } });
      return { path: /\/webhook\/\d+\/\w+/.exec(text)?.[0] ?? assert.fail(text), key: /whk_\w+/.exec(text)?.[0] };
    },
  };
};

/** Calls a webhook with one message under an idempotency key; status 0 without an answer. */
export const call = async (
  url: string,
  { key, message, again = message }: { key: string; message: string; again?: string },
): Promise<{ status: number; id: string | undefined }> => {
  try {
    const response = await fetch(url, {
      method: 'POST',
      headers: { authorization: key, 'content-type': 'application/json', 'idempotency-key': again.replace(/\W/g, '-') },
      body: JSON.stringify({ variables: [{ name: 'message', variable: '{message}', value: message }] }),
    });
    return { status: response.status, id: /"id":"(\w+)"/.exec(await response.text())?.[1] };
  } catch {
    return { status: 0, id: undefined };
  }
};

/** What stands in these channels, oldest first. */
export const postedIn = (sandbox: Sandbox, channels: readonly string[]): string[] =>
  channels.flatMap((channel) => (sandbox.world.messages.get(channel) ?? []).map(({ content }) => content));

/** Waits, however busy the machine is, until `reached` holds. */
export const eventually = async (reached: () => boolean | Promise<boolean>): Promise<void> => {
  for (let tries = 0; tries < 600; tries += 1) {
    if (await reached()) return;
    await wait(50);
  }
  assert.fail(`not reached: ${reached.toString()}`);
};
