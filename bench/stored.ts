import { z } from 'zod';
import type { Benchmark, Result } from './benchmark.ts';
import type { Child } from './child.ts';
import { startDiscord, startProgram, temporaryFolder } from './discord.ts';
import { fillDeliveries, fillWebhooks } from './fill.ts';
import { median } from './numbers.ts';
import { requireAll200, sendSteadily } from './steady.ts';

const few = 10;
const webhooks = 100_000;
const deliveries = 1_000_000;
const perSecond = 300;
const seconds = 5;
const warmUpSeconds = 8;
const goal = 1.2;

type Side = { program: Child<unknown>; urls: readonly string[]; keys: readonly string[] };

/** Processor time (µs) that the program spends on a call and its delivery. */
const costOf = async ({ program, urls, keys }: Side, time = seconds): Promise<number> => {
  const before = Number(await program.ask('cpu'));
  const found = await sendSteadily({ urls, keys, perSecond, seconds: time });
  requireAll200(found);
  return ((Number(await program.ask('cpu')) - before) * 1_000) / found.times.length;
};

const queue = z.object({ waiting: z.number(), active: z.number(), retrying: z.number() });

const untilIdle = async (program: Child<unknown>) => {
  for (let tries = 0; tries < 100; tries += 1) {
    const { waiting, active, retrying } = queue.parse(await program.ask('queue'));
    if (waiting + active + retrying === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error('the deliveries did not end');
};

const compare = async (what: string, rounds: number, side: Side, baseline: Side): Promise<Result> => {
  const values: number[] = [];
  const baselines: number[] = [];
  for (const each of [side, baseline]) await costOf(each, warmUpSeconds);
  for (let round = 0; round < rounds; round += 1) {
    baselines.push(await costOf(baseline));
    values.push(await costOf(side));
  }
  const [value, base] = [median(values), median(baselines)];
  const ratio = value / base;
  return { what, value, baseline: base, ratio, goal: { text: `≤ ${goal} ×`, reached: ratio <= goal } };
};

/** Whether a call costs more the more is stored. */
export const stored: Benchmark = {
  name: 'stored',
  about: `processor time for a call and its delivery with much stored, against ${few} webhooks and few deliveries`,
  async run(rounds) {
    await using discord = await startDiscord({ channels: few });
    await using folder = await temporaryFolder();
    await using otherFolder = await temporaryFolder();
    await using thirdFolder = await temporaryFolder();
    await using plain = await startProgram(discord, folder.path, { pace: 1_000_000 });
    const baseline = { program: plain, ...plain.ready };

    await using crowded = await startProgram(discord, otherFolder.path, { pace: 1_000_000 });
    const [url = ''] = crowded.ready.urls;
    const id = url.split('/').at(-1) ?? '';
    const urls = fillWebhooks(otherFolder.path, id, webhooks).map((copy) => url.replace(id, copy));
    const spread = urls.map((_, index) => urls[(index * 7_919) % urls.length] ?? '');
    const many = await compare(
      `µs a call, calls spread over ${webhooks.toLocaleString('en-US')} webhooks`,
      rounds,
      { program: crowded, urls: spread, keys: crowded.ready.keys },
      baseline,
    );

    await using old = await startProgram(discord, thirdFolder.path, { pace: 1_000_000 });
    await costOf({ program: old, ...old.ready }, 1);
    await untilIdle(old);
    fillDeliveries(thirdFolder.path, deliveries);
    const finished = await compare(
      `µs a call, ${deliveries.toLocaleString('en-US')} finished deliveries stored`,
      rounds,
      { program: old, ...old.ready },
      baseline,
    );
    return [many, finished];
  },
};
