import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { startChild, startProcess, type Child } from './child.ts';

const discordReady = z.object({
  apiUrl: z.string(),
  token: z.string(),
  control: z.string(),
  admin: z.string(),
  channels: z.array(z.string()),
});
const programReady = z.object({ urls: z.array(z.string()), key: z.string(), keys: z.array(z.string()) });

/** Discord for a benchmark: where it is, and the channels made for it. */
export type Discord = Child<z.infer<typeof discordReady>>;

/** Starts the sandbox in a process of its own. `fast`: messages are answered without its checks, to measure the other side alone. */
export const startDiscord = ({
  channels,
  fast = true,
  limits = 'none',
}: {
  channels: number;
  fast?: boolean;
  limits?: 'none' | 'discord';
}): Promise<Discord> =>
  startProcess('discord', discordReady, {
    BENCH_CHANNELS: String(channels),
    BENCH_FAST: String(fast),
    BENCH_LIMITS: limits,
  });

/** A folder that is gone at the end; `await using`. */
export const temporaryFolder = async (): Promise<AsyncDisposable & { path: string }> => {
  const path = await mkdtemp(join(tmpdir(), 'guildhook-bench-'));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
};

const environment = (discord: Discord, dataDir: string) => ({
  HOST: '127.0.0.1',
  PORT: '0',
  DATA_DIR: dataDir,
  DISCORD_API_URL: discord.ready.apiUrl,
  DISCORD_TOKEN: discord.ready.token,
  RATE_LIMIT: '1000000/1s',
});

/** What a benchmark changes about the program: requests a second towards Discord, how many keys there are, calls allowed with each. */
export type ProgramOptions = { pace?: number; keys?: number; rateLimit?: string };

/** The program with a webhook for each of Discord's channels, whose message is `<id>`. */
export const startProgram = (
  discord: Discord,
  dataDir: string,
  { pace, keys = 1, rateLimit }: ProgramOptions = {},
): Promise<Child<z.infer<typeof programReady>>> =>
  startProcess('program', programReady, {
    ...environment(discord, dataDir),
    BENCH_CHANNELS: discord.ready.channels.join(','),
    BENCH_KEYS: String(keys),
    ...(rateLimit !== undefined && { RATE_LIMIT: rateLimit }),
    ...(pace !== undefined && { BENCH_PACE: String(pace) }),
  });

const logLine = z.object({ msg: z.literal('taking calls'), url: z.string() });
const readPort = (line: string) => {
  const { data } = logLine.safeParse(line.startsWith('{') ? JSON.parse(line) : undefined);
  return data && { url: data.url };
};

/** The program as people start it, with `npm start`; `ready` once it takes calls. */
export const startMain = (discord: Discord, dataDir: string): Promise<Child<{ url: string }>> =>
  startChild({
    file: 'bin/guildhook.js',
    flags: ['--max-semi-space-size=4'],
    env: environment(discord, dataDir),
    readLine: readPort,
  });

/** Resolves once `/readyz` says 200. */
export const untilReady = async (url: string): Promise<void> => {
  const until = Date.now() + 20_000;
  while (Date.now() < until) {
    const { status } = await fetch(`${url}/readyz`);
    if (status === 200) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error('/readyz did not become 200');
};

const created = /(https?:\/\/\S+\/webhook\/\d+\/\w+)[^]*?(whk_\w+)/;

/** Makes a webhook as a member does, with `/webhook create`; gives its path and key. */
export const createWebhook = async (discord: Discord): Promise<{ path: string; key: string }> => {
  const { control, admin, channels } = discord.ready;
  const options = { name: 'bench', channel: channels[0], message: '**<User>** scored <Score> in <Place>' };
  const answer = await fetch(`${control}/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: admin, command: 'webhook create', options }),
  });
  const text = JSON.stringify(await answer.json()).replaceAll(/\\+[nt"]/g, ' ');
  const [, url, key] = created.exec(text) ?? [];
  if (url === undefined || key === undefined) throw new Error(`/webhook create answered ${text.slice(0, 500)}`);
  return { path: new URL(url).pathname, key };
};
