import { writeSync } from 'node:fs';
import { systemClock } from '../../src/clock.ts';
import { AppError } from '../../src/errors.ts';
import { silentLogger } from '../../src/logger.ts';
import { createSqliteEngine } from '../../src/queue/engines/sqlite.ts';

/* Adds jobs until the system lets no file grow any more; says which were added and how the others were refused. */
const [file = ''] = process.argv.slice(2);
const tell = (...words: string[]) => void writeSync(1, `${words.join(' ')}\n`);
const engine = await createSqliteEngine({ file, clock: systemClock, log: silentLogger, idempotencyRetentionMs: 1 });

let refused = 0;
for (let number = 0; refused < 50; number += 10) {
  const ids = Array.from({ length: 10 }, (_, index) => `job-${number + index}`);
  await Promise.all(
    ids.map(async (id) => {
      try {
        await engine.add({ id, guildId: 'guild', lane: `lane ${number % 7}`, payload: 'x'.repeat(5_000) });
        tell('added', id);
      } catch (error) {
        refused += 1;
        tell('refused', id, error instanceof AppError ? error.code : String(error));
      }
    }),
  );
}
tell('readable', (await engine.get('job-0'))?.id ?? 'no');
await engine.stop(0);
tell('stopped');
