import { z } from 'zod';
import type { Benchmark } from './benchmark.ts';
import { startProcess } from './child.ts';
import { startDiscord, startMain, temporaryFolder, untilReady } from './discord.ts';
import { interleave } from './numbers.ts';

const goalMs = 1_500;

/** From nothing to taking calls with the gateway connected and the commands registered. */
export const start: Benchmark = {
  name: 'start',
  about: 'from start to ready, with an empty data directory, against 20 lines of Express + discord.js',
  async run(rounds) {
    await using discord = await startDiscord({ channels: 1 });
    const { apiUrl, token } = discord.ready;
    const found = await interleave(Math.max(rounds, 3), {
      value: async () => {
        await using folder = await temporaryFolder();
        const startedAt = performance.now();
        await using main = await startMain(discord, folder.path);
        await untilReady(main.ready.url);
        return performance.now() - startedAt;
      },
      baseline: async () => {
        const startedAt = performance.now();
        await using relay = await startProcess('relay', z.object({ url: z.string() }), {
          DISCORD_API_URL: apiUrl,
          DISCORD_TOKEN: token,
        });
        return relay.pid > 0 ? performance.now() - startedAt : Number.NaN;
      },
    });
    return [
      {
        what: 'start to ready, ms',
        ...found,
        ratio: found.value / found.baseline,
        goal: { text: `≤ ${goalMs}`, reached: found.value <= goalMs },
      },
    ];
  },
};
