import { writeSync } from 'node:fs';
import { openDataDir } from '../../src/store/data-dir.ts';

/* Holds a data directory until it is killed, or says why it cannot. */
try {
  openDataDir({ path: process.argv[2] ?? '' });
  writeSync(1, 'held\n');
  setInterval(() => undefined, 60_000);
} catch (error) {
  writeSync(1, `${error instanceof Error ? error.message : String(error)}\n`);
}
