import { z } from 'zod';
import type { Benchmark } from './benchmark.ts';
import { startDiscord, startProgram, temporaryFolder } from './discord.ts';
import { median } from './numbers.ts';
import { sendOpenLoop } from './open-loop.ts';

const channels = 60;
const messages = 1_000;
const [least, most] = [49, 50];
const longestMs = 60_000;

const counts = z.object({ arrived: z.number(), refusals: z.number() });
const arrivals = z.array(z.tuple([z.string(), z.number()]));

/** Sends everything at once and waits until all of it has arrived; messages a second, and how often Discord said "too many". */
const drain = async (): Promise<{ rate: number; refusals: number }> => {
  await using folder = await temporaryFolder();
  await using discord = await startDiscord({ channels, fast: false, limits: 'discord' });
  await using program = await startProgram(discord, folder.path);
  const { urls, key } = program.ready;
  const calls = Array.from({ length: messages }, (_, index) => ({
    url: urls[index % urls.length] ?? '',
    body: JSON.stringify({ variables: [{ name: 'id', variable: '{id}', value: `call${index}` }] }),
  }));
  await sendOpenLoop(calls, { perSecond: 2_000, key });

  const until = Date.now() + longestMs;
  let seen = counts.parse(await discord.ask('counts'));
  while (seen.arrived < messages && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, 200));
    seen = counts.parse(await discord.ask('counts'));
  }
  if (seen.arrived < messages) throw new Error(`only ${seen.arrived} of ${messages} messages arrived in time`);
  const times = arrivals.parse(await discord.ask('arrivals')).map(([, at]) => at);
  const spanMs = Math.max(...times) - Math.min(...times);
  return { rate: ((messages - 1) / spanMs) * 1_000, refusals: seen.refusals };
};

/** Whether a backlog leaves as fast as Discord allows, and never faster. */
export const backlog: Benchmark = {
  name: 'backlog',
  about: `a backlog of ${messages} over ${channels} channels, against Discord's own limits as the sandbox keeps them`,
  async run(rounds) {
    const found = [];
    for (let round = 0; round < rounds; round += 1) found.push(await drain());
    const rate = median(found.map((round) => round.rate));
    const refusals = found.reduce((sum, round) => sum + round.refusals, 0);
    const shown = Number(rate.toFixed(1));
    return [
      {
        what: 'messages/s',
        value: rate,
        goal: { text: `${least} to ${most}`, reached: shown >= least && shown <= most },
      },
      { what: 'answers "too many" (429)', value: refusals, goal: { text: '0', reached: refusals === 0 } },
    ];
  },
};
