import { writeSync } from 'node:fs';
import { systemClock } from '../../../src/clock.ts';
import { silentLogger } from '../../../src/logger.ts';
import { createBullEngine } from '../../../src/queue/engines/bullmq.ts';

/*
 * Takes jobs, saves `half` as the progress of each and says its id. It never ends them, or, told to be `late`, half a
 * second later as failed, and says `over` when that was tried.
 */
const [redisUrl = '', prefix = '', late = ''] = process.argv.slice(2);
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
  if (late === '') return new Promise(() => undefined);
  await new Promise((resolve) => setTimeout(resolve, 500));
  setTimeout(() => writeSync(1, 'over\n'), 500);
  return { state: 'failed', progress: 'too late' };
});
