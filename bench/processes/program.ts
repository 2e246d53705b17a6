// The whole program with its own pace towards Discord raised, and a webhook for each channel.
import { randomBytes } from 'node:crypto';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { z } from 'zod';
import { startApp } from '../../src/app.ts';
import { systemClock } from '../../src/clock.ts';
import { loadConfig } from '../../src/config.ts';
import { starterDefinition } from '../../src/domain/definition.ts';
import { newId } from '../../src/domain/id.ts';
import { createKey } from '../../src/domain/key-text.ts';
import { createLogger } from '../../src/logger.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { serveParent } from './answers.ts';

const env = z
  .object({
    BENCH_CHANNELS: z.string(),
    BENCH_KEYS: z.coerce.number(),
    BENCH_PACE: z.coerce.number().optional(),
    DISCORD_TOKEN: z.string(),
  })
  .parse(process.env);

const app = await startApp(
  { ...loadConfig(process.env), discordToken: env.DISCORD_TOKEN },
  {
    clock: systemClock,
    log: createLogger({ level: 'warn', destination: process.stderr }),
    randomBytes,
    // All webhooks are of one guild, which is not what these benchmarks are about.
    queueLimits: { jobs: 1_000_000, bytes: 2 ** 31 },
    ...(env.BENCH_PACE !== undefined && { requestsPerSecond: env.BENCH_PACE }),
  },
);
await app.connected;

const createdAt = Date.now();
const by = { guildId: demoIds.guild, createdAt, createdBy: demoIds.owner };
const keys = Array.from({ length: env.BENCH_KEYS }, () => createKey(randomBytes));
for (const [index, { id, digest }] of keys.entries()) {
  await app.store.keys.create({ ...by, id, label: `bench ${index}`, digest, first: index === 0 });
}
const urls: string[] = [];
for (const channel of env.BENCH_CHANNELS.split(',')) {
  const id = newId(16, randomBytes);
  const definition = starterDefinition({ name: `bench ${channel}`, channel, message: '<id>' });
  await app.store.webhooks.create({ ...by, id, enabled: true, revision: 1, definition });
  urls.push(`${app.url}/webhook/${app.applicationId}/${id}`);
}

/** Collects garbage now: https://nodejs.org/api/v8.html#v8setflagsfromstringflags */
setFlagsFromString('--expose-gc');
const collect: unknown = runInNewContext('gc');

serveParent({
  ready: { urls, key: keys[0]?.text, keys: keys.map(({ text }) => text) },
  answers: {
    memory: () => process.memoryUsage().rss,
    'memory in use': () => {
      if (typeof collect === 'function') Reflect.apply(collect, undefined, []);
      return process.memoryUsage().heapUsed;
    },
    queue: app.engine.stats,
    cpu: () => {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1_000;
    },
  },
  stop: app.stop,
});
