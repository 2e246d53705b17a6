import { z } from 'zod';
import type { Benchmark } from './benchmark.ts';
import { startDiscord, startProgram, temporaryFolder, type Discord } from './discord.ts';
import { monotonicMs } from './monotonic.ts';
import { median, percentile } from './numbers.ts';
import { requireAll200, sendSteadily } from './steady.ts';

const channels = 21;
const perSecond = 40;
const deadPerSecond = 20;
const seconds = 8;
const mostMoreMs = 20;

const arrivals = z.array(z.tuple([z.string(), z.number()]));

/** Time (ms) from each call to its message at Discord, at the 99th percentile; every message has to arrive. */
const delay = async (discord: Discord, urls: readonly string[], keys: readonly string[]): Promise<number> => {
  await discord.ask('forget');
  const sentAt: number[] = [];
  const body = (call: number) => {
    sentAt[call] = monotonicMs();
    return JSON.stringify({ variables: [{ name: 'id', variable: '{id}', value: `call${call}` }] });
  };
  requireAll200(await sendSteadily({ urls, keys, perSecond, seconds, body }));
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const arrivedAt = new Map(arrivals.parse(await discord.ask('arrivals')));
  const delays = sentAt.map((at, call) => (arrivedAt.get(`call${call}`) ?? Infinity) - at);
  return percentile(delays, 0.99);
};

/** Whether a channel that does not answer holds up the other webhooks of its server. */
export const deadChannel: Benchmark = {
  name: 'dead-channel',
  about: `messages of other webhooks while ${deadPerSecond} calls a second go to a channel that never answers, and while it does`,
  async run(rounds) {
    const alive: number[] = [];
    const disturbed: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      await using folder = await temporaryFolder();
      await using discord = await startDiscord({ channels });
      await using program = await startProgram(discord, folder.path, { pace: 1_000_000 });
      const { keys } = program.ready;
      const [dead = '', ...urls] = program.ready.urls;
      const body = () => JSON.stringify({ variables: [{ name: 'id', variable: '{id}', value: 'other' }] });
      const besides = async () => {
        const other = { urls: [dead], keys, perSecond: deadPerSecond, seconds: seconds + 1, body };
        const [, found] = await Promise.all([sendSteadily(other), delay(discord, urls, keys)]);
        return found;
      };
      await besides();
      alive.push(await besides());
      await discord.ask('kill the first channel');
      disturbed.push(await besides());
      await discord.ask('revive all');
    }
    const [value, baseline] = [median(disturbed), median(alive)];
    return [
      {
        what: 'call to message, ms (p99)',
        value,
        baseline,
        goal: { text: `at most ${mostMoreMs} more`, reached: value - baseline <= mostMoreMs },
      },
    ];
  },
};
