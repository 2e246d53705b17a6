import { writeSync } from 'node:fs';
import { systemClock } from '../../../src/clock.ts';
import { silentLogger } from '../../../src/logger.ts';
import { createBullEngine } from '../../../src/queue/engines/bullmq.ts';

/* Takes jobs, saves `half` as the progress of each, says its id and never ends it. */
const [redisUrl = '', prefix = ''] = process.argv.slice(2);
const engine = await createBullEngine({
  redisUrl,
  prefix,
  clock: systemClock,
  log: silentLogger,
  idempotencyRetentionMs: 1,
  works: true,
});
await engine.start(async (job, save) => {
  await save('half');
  writeSync(1, `${job.id}\n`);
  return new Promise(() => undefined);
});
