import { z } from 'zod';
import type { Benchmark } from './benchmark.ts';
import { startProcess, type Child } from './child.ts';
import { startDiscord, startProgram, temporaryFolder } from './discord.ts';
import { percentile } from './numbers.ts';
import { requireAll200, sendSteadily } from './steady.ts';

const perSecond = 1_000;
const channels = 100;
const sampleMs = 2_000;
const warmUpSeconds = 5;
const baselineSeconds = 15;
const goalMs = 50;
const mostMb = 300;
const mostGrowth = 1;
const mebibyte = 2 ** 20;

const ask = async (program: Child<unknown>, question: 'memory' | 'memory in use') =>
  z.number().parse(await program.ask(question)) / mebibyte;

/** The most memory that the program takes while `load` goes on, in MiB, looked at every two seconds. */
const mostMemory = async (program: Child<unknown>, load: Promise<unknown>): Promise<number> => {
  let most = 0;
  let isOver = false;
  const over = load.finally(() => (isOver = true));
  over.catch(() => undefined);
  while (!isOver) {
    await new Promise((resolve) => setTimeout(resolve, sampleMs));
    most = Math.max(most, await ask(program, 'memory'));
  }
  return most;
};

/** The same load on a server that neither checks nor stores anything, for what the machine itself adds at this time. */
const bare = async (): Promise<number> => {
  await using server = await startProcess('bare-express', z.object({ url: z.string() }));
  const load = { urls: [server.ready.url], keys: ['none'], perSecond };
  await sendSteadily({ ...load, seconds: warmUpSeconds });
  return percentile((await sendSteadily({ ...load, seconds: baselineSeconds })).times, 0.99);
};

/** Whether a steady load is borne for as long as it lasts, while Discord takes what it takes. */
export const sustained: Benchmark = {
  name: 'sustained',
  about: `${perSecond} calls a second, sent evenly whether or not they are answered, delivered at Discord's 50 a second; against bare Express`,
  async run(_rounds, minutes) {
    const baseline = await bare();
    await using folder = await temporaryFolder();
    await using discord = await startDiscord({ channels });
    await using program = await startProgram(discord, folder.path);
    const { urls, keys } = program.ready;
    requireAll200(await sendSteadily({ urls, keys, perSecond, seconds: warmUpSeconds }));
    const before = await ask(program, 'memory in use');
    const load = sendSteadily({ urls, keys, perSecond, seconds: minutes * 60 });
    const most = await mostMemory(program, load);
    const found = await load;
    requireAll200(found);
    const growth = ((await ask(program, 'memory in use')) - before) / minutes;
    const { waiting } = z.object({ waiting: z.number() }).parse(await program.ask('queue'));
    const p99 = percentile(found.times, 0.99);
    return [
      { what: `calls in ${minutes} min, all answered with 200`, value: found.times.length },
      { what: 'answer, ms (median)', value: percentile(found.times, 0.5) },
      { what: 'answer, ms (p99)', value: p99, baseline, goal: { text: `≤ ${goalMs}`, reached: p99 <= goalMs } },
      { what: 'MiB at most', value: most, goal: { text: `≤ ${mostMb}`, reached: most <= mostMb } },
      {
        what: 'MiB more in use, a minute',
        value: growth,
        goal: { text: `≤ ${mostGrowth}`, reached: growth <= mostGrowth },
      },
      { what: 'waiting at the end', value: waiting },
    ];
  },
};
