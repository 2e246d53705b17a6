import { randomBytes } from 'node:crypto';
import { writeSync } from 'node:fs';
import { startApp } from '../src/app.ts';
import type { Clock } from '../src/clock.ts';
import { systemClock } from '../src/clock.ts';
import { loadConfig } from '../src/config.ts';
import { silentLogger } from '../src/logger.ts';

/*
 * The program, which ends itself with SIGKILL when it comes to a step for the n-th time. Prints its address once it
 * takes calls. Its clock is ahead by so many milliseconds; its settings are those of its environment.
 */
const [step = '', times = '1', aheadMs = '0'] = process.argv.slice(2);
let left = Number(times);
const clock: Clock = { ...systemClock, now: () => systemClock.now() + Number(aheadMs) };
const config = loadConfig(process.env);
const app = await startApp(
  { ...config, discordToken: config.discordToken ?? '' },
  {
    clock,
    log: silentLogger,
    randomBytes,
    requestsPerSecond: 1_000,
    failpoint(reached) {
      if (reached !== step) return;
      left -= 1;
      if (left === 0) process.kill(process.pid, 'SIGKILL');
    },
  },
);
await app.connected;
writeSync(1, `${app.url}/webhook/${app.applicationId}\n`);
process.on('SIGTERM', () => {
  void app.stop().then(() => process.exit(0));
});

// Old deliveries are deleted all the time instead of every ten minutes.
if (step.startsWith('retention')) {
  for (;;) {
    await app.engine.sweep(clock.now());
    await new Promise((resolve) => setTimeout(resolve, 30));
  }
}
