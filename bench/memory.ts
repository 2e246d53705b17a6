import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { Benchmark } from './benchmark.ts';
import { startDiscord, startMain, startProgram, temporaryFolder, untilReady } from './discord.ts';
import { sendLoad } from './load.ts';

const channels = 8;
const half = 50_000;
const mebibyte = 2 ** 20;
const idleGoal = 150;
const growthGoal = 10;
const longestDrainMs = 5 * 60_000;

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const queue = z.object({ waiting: z.number(), active: z.number(), retrying: z.number() });

/** Resident memory of the program as people start it, ready and left alone for five seconds, in MiB. */
const idle = async (): Promise<number> => {
  await using folder = await temporaryFolder();
  await using discord = await startDiscord({ channels: 1 });
  await using main = await startMain(discord, folder.path);
  await untilReady(main.ready.url);
  await pause(5_000);
  const status = await readFile(`/proc/${main.pid}/status`, 'utf8');
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) / 1_024;
};

/** What it takes with nothing to do, and whether it takes more the more it has delivered. */
export const memory: Benchmark = {
  name: 'memory',
  about: 'resident memory, idle and after 50,000 and 100,000 deliveries',
  async run() {
    const idleMb = await idle();
    await using folder = await temporaryFolder();
    await using discord = await startDiscord({ channels });
    await using program = await startProgram(discord, folder.path, { pace: 1_000_000 });
    const { urls, key } = program.ready;

    const deliver = async (calls: number) => {
      // Each caller waits for its delivery, so that what is measured is no backlog.
      const load = { key, connections: 4, calls: Math.ceil(calls / urls.length) };
      await Promise.all(urls.map((url) => sendLoad({ ...load, url: `${url}?wait=true` })));
      const until = Date.now() + longestDrainMs;
      for (;;) {
        const { waiting, active, retrying } = queue.parse(await program.ask('queue'));
        if (waiting + active + retrying === 0) break;
        if (Date.now() > until) throw new Error(`${waiting + active + retrying} deliveries did not end`);
        await pause(250);
      }
      await discord.ask('forget');
      await pause(5_000);
      return z.number().parse(await program.ask('memory')) / mebibyte;
    };
    const after = [await deliver(half), await deliver(half)];
    const growth = (after[1] ?? Number.NaN) - (after[0] ?? Number.NaN);
    return [
      { what: 'MiB, idle', value: idleMb, goal: { text: `≤ ${idleGoal}`, reached: idleMb <= idleGoal } },
      { what: 'MiB, after 50,000 deliveries', value: after[0] ?? Number.NaN },
      {
        what: 'MiB, after 100,000 deliveries',
        value: after[1] ?? Number.NaN,
        goal: { text: `at most ${growthGoal} more`, reached: growth <= growthGoal },
      },
    ];
  },
};
