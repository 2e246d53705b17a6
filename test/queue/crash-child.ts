import { writeSync } from 'node:fs';
import { systemClock } from '../../src/clock.ts';
import { AppError } from '../../src/errors.ts';
import type { Job } from '../../src/queue/job-engine.ts';
import { openCrashEngine } from './crash-engine.ts';

/*
 * Adds jobs at speed and carries them out until it is killed, or kills itself when it comes to a step for the n-th time. One line for each thing that is certain, as soon as it is:
 * `+ id` added, `> id progress` handed out with that progress, `s id` its progress is saved, `r id` it fails and so leaves its lane, `. id` its end is on disk.
 */
const [place = '', run = '', seed = '', step = '', times = ''] = process.argv.slice(2);
const tell = (...words: string[]) => void writeSync(1, `${words.join(' ')}\n`);
let state = Number(seed);
const random = (below: number) => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((state / 2_147_483_648) * below);
};

let left = Number(times);
const engine = await openCrashEngine(place, 6, (reached) => {
  if (reached !== step) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
});
/** While the store is away nothing is certain, and nothing is said. */
const ignoreAbsence = (error: unknown): undefined => {
  if (!(error instanceof AppError && error.code === 'storage-unavailable')) throw error;
};
const tried = new Set<string>();

await engine.start(async (job, save) => {
  tell('>', job.id, job.progress);
  const tellEnd = (ended: Job | undefined) => void (ended?.state !== 'queued' && tell('.', job.id));
  engine.settled(job.id, 60_000).then(tellEnd, ignoreAbsence);
  if (job.lane.startsWith('retried') && !tried.has(job.id)) {
    tried.add(job.id);
    return { retryAt: systemClock.now() + random(20), progress: job.progress };
  }
  if (job.progress === '') {
    await save('half').catch((error: unknown) => {
      tell('r', job.id);
      throw error;
    });
    tell('s', job.id);
  }
  if (random(3) === 0) await new Promise(setImmediate);
  return { state: 'done', progress: 'whole' };
});

let number = 0;
const addForever = async (): Promise<never> => {
  for (;;) {
    number += 1;
    const lane = random(5) === 0 ? 'retried' : `lane${random(8)}`;
    const id = `${lane}_${run}_${String(number).padStart(6, '0')}`;
    const idempotency = random(2) === 0 ? { idempotency: { key: id, fingerprint: 'same' } } : {};
    const added = await engine
      .add({ id, guildId: 'guild', lane, payload: 'x'.repeat(random(2_000)), ...idempotency })
      .catch(ignoreAbsence);
    if (added !== undefined) tell('+', id);
    else await new Promise((resolve) => setTimeout(resolve, 20));
    while (engine.stats().waiting > 200) await new Promise((resolve) => setTimeout(resolve, 2));
  }
};
await Promise.all(Array.from({ length: 16 }, addForever));
