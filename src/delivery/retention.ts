import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { JobEngine } from '../queue/job-engine.ts';

const firstAfterMs = 60_000;
const everyMs = 10 * 60_000;

/** Of each guild so many deliveries stay readable at most. */
const mostKept = 100_000;

/** Deletes finished deliveries older than `retentionMs`, and all but a guild's newest 100,000, a minute after the start and then every ten minutes. */
export const startRetention = ({
  engine,
  guildIds,
  clock,
  log,
  retentionMs,
}: {
  engine: Pick<JobEngine, 'sweep'>;
  guildIds: () => Promise<readonly string[]>;
  clock: Clock;
  log: Logger;
  retentionMs: number;
}): { stop(): void } => {
  let cancel: (() => void) | undefined;
  const sweepAfter = (ms: number) => {
    cancel = clock.after(ms, () => {
      guildIds()
        .then((ids) => engine.sweep(clock.now() - retentionMs, { guildIds: ids, keep: mostKept }))
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
