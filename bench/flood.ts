import { z } from 'zod';
import type { Benchmark } from './benchmark.ts';
import { startProcess } from './child.ts';
import { startDiscord, startProgram, temporaryFolder } from './discord.ts';
import { median, percentile } from './numbers.ts';
import { requireAll200, sendSteadily } from './steady.ts';

const floodPerSecond = 1_000;
const othersPerSecond = 50;
const otherKeys = 20;
const seconds = 8;
const goal = 2;

/** Whether callers notice that another key calls without measure. */
export const flood: Benchmark = {
  name: 'flood',
  about: `others' answers while one key sends ${floodPerSecond} calls a second against a limit of 100 in 10 s, and without it`,
  async run(rounds) {
    await using folder = await temporaryFolder();
    await using discord = await startDiscord({ channels: otherKeys + 1 });
    const options = { pace: 1_000_000, keys: otherKeys + 1, rateLimit: '100/10s' };
    await using program = await startProgram(discord, folder.path, options);
    const [floodUrl = '', ...urls] = program.ready.urls;
    const [floodKey = '', ...keys] = program.ready.keys;
    const others = async () => {
      const found = await sendSteadily({ urls, keys, perSecond: othersPerSecond, seconds });
      requireAll200(found);
      return found.times;
    };

    const idle: number[] = [];
    const flooded: number[] = [];
    let refusals = 0;
    await others();
    for (let round = 0; round < rounds; round += 1) {
      idle.push(percentile(await others(), 0.99));
      await using flooder = await startProcess('flood', z.object({}), {
        FLOOD_URL: floodUrl,
        FLOOD_KEY: floodKey,
        FLOOD_PER_SECOND: String(floodPerSecond),
      });
      flooded.push(percentile(await others(), 0.99));
      refusals += z.record(z.string(), z.number()).parse(await flooder.ask('statuses'))['429'] ?? 0;
    }
    const [value, baseline] = [median(flooded), median(idle)];
    const ratio = value / baseline;
    return [
      {
        what: 'answer to others, ms (p99)',
        value,
        baseline,
        ratio,
        goal: { text: `< ${goal} ×`, reached: ratio < goal },
      },
      {
        what: 'calls of the flooding key refused (429)',
        value: refusals,
        goal: { text: '> 0', reached: refusals > 0 },
      },
    ];
  },
};
