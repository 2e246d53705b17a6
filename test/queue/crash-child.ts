import { writeSync } from 'node:fs';
import { systemClock } from '../../src/clock.ts';
import { silentLogger } from '../../src/logger.ts';
import { createSqliteEngine } from '../../src/queue/engines/sqlite.ts';

/*
 * Adds jobs at speed and carries them out until it is killed. One line for each thing that is certain, as soon as it is:
 * `+ id` added, `> id progress` handed out with that progress, `s id` its progress is saved, `. id` its end is on disk.
 */
const [file = '', run = '', seed = ''] = process.argv.slice(2);
const tell = (...words: string[]) => void writeSync(1, `${words.join(' ')}\n`);
let state = Number(seed);
const random = (below: number) => {
  state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
  return Math.floor((state / 2_147_483_648) * below);
};

const engine = await createSqliteEngine({
  file,
  clock: systemClock,
  log: silentLogger,
  concurrency: 6,
  idempotencyRetentionMs: 604_800_000,
});
const tried = new Set<string>();

await engine.start(async (job, save) => {
  tell('>', job.id, job.progress);
  void engine.settled(job.id, 60_000).then((ended) => {
    if (ended !== undefined && ended.state !== 'queued') tell('.', job.id);
  });
  if (job.lane.startsWith('retried') && !tried.has(job.id)) {
    tried.add(job.id);
    return { retryAt: systemClock.now() + random(20), progress: job.progress };
  }
  if (job.progress === '') {
    await save('half');
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
    await engine.add({ id, guildId: 'guild', lane, payload: 'x'.repeat(random(2_000)), ...idempotency });
    tell('+', id);
    if (engine.stats().waiting > 200) await new Promise(setImmediate);
  }
};
await Promise.all(Array.from({ length: 16 }, addForever));
