// Opens the engine at BENCH_PLACE, takes its first job, saves progress and never ends it: a worker to be killed.
import { writeSync } from 'node:fs';
import { openEngine } from '../open-engine.ts';

const engine = await openEngine(process.env['BENCH_PLACE'] ?? '');
process.on('disconnect', () => process.exit(0));
await engine.start(async (_job, save) => {
  await save('half');
  writeSync(1, 'ready {}\n');
  return new Promise(() => undefined);
});
