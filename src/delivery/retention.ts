import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { JobEngine } from '../queue/job-engine.ts';

const firstAfterMs = 60_000;
const everyMs = 10 * 60_000;

/** Deletes finished deliveries older than `retentionMs`, a minute after the start and then every ten minutes. */
export const startRetention = ({
  engine,
  clock,
  log,
  retentionMs,
}: {
  engine: Pick<JobEngine, 'sweep'>;
  clock: Clock;
  log: Logger;
  retentionMs: number;
}): { stop(): void } => {
  let cancel: (() => void) | undefined;
  const sweepAfter = (ms: number) => {
    cancel = clock.after(ms, () => {
      engine
        .sweep(clock.now() - retentionMs)
        .then((deleted) => {
          if (deleted > 0) log.info({ deleted }, 'old deliveries deleted');
        })
        .catch((error: unknown) => log.warn({ error }, 'old deliveries could not be deleted; tried again later'))
        .finally(() => sweepAfter(everyMs));
    });
  };
  sweepAfter(firstAfterMs);
  return { stop: () => cancel?.() };
};
