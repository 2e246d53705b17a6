import { z } from 'zod';
import type { Benchmark } from './benchmark.ts';
import { startProcess } from './child.ts';
import { createWebhook, startMain, startDiscord, temporaryFolder, untilReady } from './discord.ts';
import { monotonicMs } from './monotonic.ts';
import { interleave } from './numbers.ts';
import { requireAll200, sendSteadily } from './steady.ts';

const backlog = 1_000;
const goalMs = 1_000;
const longestMs = 20_000;
const arrivals = z.array(z.tuple([z.string(), z.number()]));

/** Kills the program with work before it and starts it again; ms from then to the first message. */
const recover = async (): Promise<number> => {
  await using folder = await temporaryFolder();
  await using discord = await startDiscord({ channels: 1 });
  const killed = await startMain(discord, folder.path);
  await untilReady(killed.ready.url);
  const { path, key } = await createWebhook(discord);
  await discord.ask('kill the first channel');
  const urls = [killed.ready.url + path];
  requireAll200(await sendSteadily({ urls, keys: [key], perSecond: backlog / 2, seconds: 2 }));
  await killed.kill();
  await discord.ask('revive all');
  await discord.ask('forget');

  const startedAt = monotonicMs();
  await using again = await startMain(discord, folder.path);
  for (let waited = 0; again.pid > 0 && waited < longestMs; waited += 10) {
    const [first] = arrivals.parse(await discord.ask('arrivals'));
    if (first !== undefined) return first[1] - startedAt;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error('nothing was delivered after the start');
};

/** What a program with the same libraries needs on this machine at this time, ms. */
const startRelay = async (): Promise<number> => {
  await using discord = await startDiscord({ channels: 1 });
  const { apiUrl, token } = discord.ready;
  const startedAt = monotonicMs();
  await using relay = await startProcess('relay', z.object({ url: z.string() }), {
    DISCORD_API_URL: apiUrl,
    DISCORD_TOKEN: token,
  });
  return relay.pid > 0 ? monotonicMs() - startedAt : Number.NaN;
};

/** How soon work goes on after the program was killed. */
export const recovery: Benchmark = {
  name: 'recovery',
  about: `from the start after a kill -9, with ${backlog} deliveries waiting, to the first message at Discord; against the start of 20 lines of Express + discord.js`,
  async run(rounds) {
    const found = await interleave(rounds, { value: recover, baseline: startRelay });
    return [
      {
        what: 'start to first message, ms',
        ...found,
        ratio: found.value / found.baseline,
        goal: { text: `≤ ${goalMs}`, reached: found.value <= goalMs },
      },
    ];
  },
};
