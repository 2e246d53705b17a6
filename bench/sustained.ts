import { z } from 'zod';
import type { Benchmark } from './benchmark.ts';
import type { Child } from './child.ts';
import { startDiscord, startProgram, temporaryFolder } from './discord.ts';
import { median, percentile } from './numbers.ts';
import { requireAll200, sendSteadily } from './steady.ts';

const perSecond = 1_000;
const channels = 100;
const sampleMs = 2_000;
const warmUpSeconds = 5;
const goalMs = 50;
const mostMb = 300;
const mostGrowth = 1;
const mebibyte = 2 ** 20;

/** Memory of the program while `load` goes on, in MiB, every two seconds. */
const sampleMemory = async (program: Child<unknown>, load: Promise<unknown>): Promise<number[]> => {
  const samples: number[] = [];
  let isOver = false;
  const over = load.finally(() => (isOver = true));
  over.catch(() => undefined);
  while (!isOver) {
    await new Promise((resolve) => setTimeout(resolve, sampleMs));
    samples.push(z.number().parse(await program.ask('memory')) / mebibyte);
  }
  return samples;
};

/** MiB a minute by which memory grows: the middle of the last third against that of the one before. */
const growthOf = (samples: readonly number[]): number => {
  const third = Math.floor(samples.length / 3);
  const minutes = (third * sampleMs) / 60_000;
  return (median(samples.slice(-third)) - median(samples.slice(-2 * third, -third))) / minutes;
};

/** Whether a steady load is borne for as long as it lasts. */
export const sustained: Benchmark = {
  name: 'sustained',
  about: `${perSecond} calls a second, sent evenly whether or not they are answered, all of them delivered meanwhile`,
  async run(_rounds, minutes) {
    await using folder = await temporaryFolder();
    await using discord = await startDiscord({ channels });
    await using program = await startProgram(discord, folder.path, { pace: 1_000_000 });
    const { urls, keys } = program.ready;
    requireAll200(await sendSteadily({ urls, keys, perSecond, seconds: warmUpSeconds }));
    const load = sendSteadily({ urls, keys, perSecond, seconds: minutes * 60 });
    const samples = await sampleMemory(program, load);
    const found = await load;
    requireAll200(found);
    const { waiting } = z.object({ waiting: z.number() }).parse(await program.ask('queue'));
    const [middle, p99] = [percentile(found.times, 0.5), percentile(found.times, 0.99)];
    const [highest, growth] = [Math.max(...samples), growthOf(samples)];
    return [
      { what: `calls in ${minutes} min, all answered with 200`, value: found.times.length },
      { what: 'answer, ms (median)', value: middle },
      { what: 'answer, ms (p99)', value: p99, goal: { text: `≤ ${goalMs}`, reached: p99 <= goalMs } },
      { what: 'MiB at most', value: highest, goal: { text: `≤ ${mostMb}`, reached: highest <= mostMb } },
      {
        what: 'MiB more a minute, at the end',
        value: growth,
        goal: { text: `≤ ${mostGrowth}`, reached: growth <= mostGrowth },
      },
      { what: 'still waiting at the end', value: waiting },
    ];
  },
};
