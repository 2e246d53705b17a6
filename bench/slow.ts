import { z } from 'zod';
import type { Benchmark } from './benchmark.ts';
import { startProcess } from './child.ts';
import { startDiscord, startProgram, temporaryFolder } from './discord.ts';
import { median, percentile } from './numbers.ts';
import { requireAll200, sendSteadily } from './steady.ts';

const connections = 1_500;
const perSecond = 50;
const seconds = 16;
const goalMs = 200;
const settleMs = 3_000;

const counts = z.object({ open: z.number(), opened: z.number(), closed: z.number() });

/** Whether callers who hold connections open take anything away from those who do not. */
export const slow: Benchmark = {
  name: 'slow',
  about: `valid calls while ${connections} connections send headers or bodies byte by byte or read no answer, and without them`,
  async run(rounds) {
    await using folder = await temporaryFolder();
    await using discord = await startDiscord({ channels: 10 });
    await using program = await startProgram(discord, folder.path, { pace: 1_000_000 });
    const { urls, keys } = program.ready;
    const call = async () => {
      const found = await sendSteadily({ urls, keys, perSecond, seconds });
      requireAll200(found);
      return percentile(found.times, 0.99);
    };

    const idle: number[] = [];
    const attacked: number[] = [];
    let held = Infinity;
    let cut = 0;
    await call();
    for (let round = 0; round < rounds; round += 1) {
      idle.push(await call());
      await using attack = await startProcess('slow-clients', z.object({}), {
        SLOW_URL: urls[0] ?? '',
        SLOW_KEY: keys[0] ?? '',
        SLOW_CONNECTIONS: String(connections),
      });
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      attacked.push(await call());
      const { open, closed } = counts.parse(await attack.ask('connections'));
      held = Math.min(held, open);
      cut += closed;
    }
    const [value, baseline] = [median(attacked), median(idle)];
    return [
      {
        what: 'valid answer, ms (p99)',
        value,
        baseline,
        ratio: value / baseline,
        goal: { text: `< ${goalMs}`, reached: value < goalMs },
      },
      { what: 'slow connections held at once', value: held, goal: { text: '≥ 1,000', reached: held >= 1_000 } },
      { what: 'slow connections cut', value: cut },
    ];
  },
};
