import { z } from 'zod';
import type { Benchmark, Result } from './benchmark.ts';
import { startProcess } from './child.ts';
import { createWebhook, startDiscord, startMain, temporaryFolder, untilReady } from './discord.ts';
import { sendLoad } from './load.ts';
import { interleave } from './numbers.ts';

const seconds = 4;
const goal = 1.2;

const bare = async (connections: number): Promise<number> => {
  await using server = await startProcess('bare-express', z.object({ url: z.string() }));
  const { url } = server.ready;
  await sendLoad({ url, connections, seconds: 1 });
  return await sendLoad({ url, connections, seconds });
};

const guildhook = async (connections: number): Promise<number> => {
  await using folder = await temporaryFolder();
  await using discord = await startDiscord({ channels: 1 });
  await using main = await startMain(discord, folder.path);
  await untilReady(main.ready.url);
  const { path, key } = await createWebhook(discord);
  const url = main.ready.url + path;
  await sendLoad({ url, key, connections, seconds: 1 });
  return await sendLoad({ url, key, connections, seconds });
};

const compare = async (connections: number, rounds: number): Promise<Result> => {
  const found = await interleave(rounds, {
    value: () => guildhook(connections),
    baseline: () => bare(connections),
  });
  const ratio = found.value / found.baseline;
  return {
    what: `accepted calls/s, ${connections} connections`,
    ...found,
    ratio,
    goal: { text: `≥ ${goal} ×`, reached: ratio >= goal },
  };
};

/** How many calls a second are checked and on disk, against a server that does neither. */
export const accept: Benchmark = {
  name: 'accept',
  about: 'calls with key and variables checked and on disk, against bare Express with its JSON parser, nothing stored',
  run: async (rounds) => [await compare(32, rounds), await compare(256, rounds)],
};
