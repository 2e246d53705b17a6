import { z } from 'zod';
import type { Benchmark } from './benchmark.ts';
import { startProcess } from './child.ts';
import { startDiscord, startProgram, temporaryFolder, type Discord } from './discord.ts';
import { median, percentile } from './numbers.ts';
import { sendOpenLoop } from './open-loop.ts';

const perSecond = 200;
const seconds = 8;
const warmUpCalls = perSecond * 2;
const channels = 20;
const goalMs = 2;

const arrivals = z.array(z.tuple([z.string(), z.number()]));

/** Milliseconds from each call to its message's request at Discord. */
const delays = async (discord: Discord, urls: readonly string[], key: string): Promise<number[]> => {
  const texts = Array.from({ length: warmUpCalls + perSecond * seconds }, (_, index) => `call${index}`);
  const calls = texts.map((id, index) => ({
    url: urls[index % urls.length] ?? '',
    body: JSON.stringify({
      variables: [
        { name: 'id', variable: '{id}', value: id },
        { name: 'User', variable: '{User}', value: 'Ann' },
        { name: 'Score', variable: '<Score>', value: 42 },
      ],
    }),
  }));
  await discord.ask('forget');
  const sentAt = await sendOpenLoop(calls, { perSecond, key });
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const arrivedAt = new Map(arrivals.parse(await discord.ask('arrivals')));
  return texts.slice(warmUpCalls).map((id, index) => {
    const at = arrivedAt.get(id);
    if (at === undefined) throw new Error(`the message of ${id} did not arrive`);
    return at - (sentAt[warmUpCalls + index] ?? 0);
  });
};

const relay = async (): Promise<number[]> => {
  await using discord = await startDiscord({ channels });
  const { apiUrl, token } = discord.ready;
  await using server = await startProcess('relay', z.object({ url: z.string() }), {
    DISCORD_API_URL: apiUrl,
    DISCORD_TOKEN: token,
  });
  return await delays(
    discord,
    discord.ready.channels.map((channel) => `${server.ready.url}/webhook/${channel}`),
    'none',
  );
};

const guildhook = async (): Promise<number[]> => {
  await using folder = await temporaryFolder();
  await using discord = await startDiscord({ channels });
  await using program = await startProgram(discord, folder.path, { pace: 1_000_000 });
  return await delays(discord, program.ready.urls, program.ready.key);
};

/** How much later a message leaves because its call is first checked, written down and queued. */
export const latency: Benchmark = {
  name: 'latency',
  about: `time from POST to Discord's request at ${perSecond} calls/s, open loop, against 20 lines of Express + discord.js`,
  async run(rounds) {
    const relays: number[][] = [];
    const ours: number[][] = [];
    for (let round = 0; round < rounds; round += 1) {
      relays.push(await relay());
      ours.push(await guildhook());
    }
    const at = (side: number[][], share: number) => median(side.map((found) => percentile(found, share)));
    const added = at(ours, 0.5) - at(relays, 0.5);
    return [
      {
        what: 'POST to Discord, p50, ms',
        value: at(ours, 0.5),
        baseline: at(relays, 0.5),
        goal: { text: `at most ${goalMs} ms more`, reached: added <= goalMs },
      },
      { what: 'POST to Discord, p99, ms', value: at(ours, 0.99), baseline: at(relays, 0.99) },
    ];
  },
};
