import { failureNotice } from '../commands/failure-notice.ts';
import { commands } from '../commands/index.ts';
import type { OpenDoors } from './actions/doors.ts';
import type { Clock } from './clock.ts';
import type { EndedDelivery } from './delivery/carry-out.ts';
import { createFailureReports } from './delivery/failure-reports.ts';
import { createFailureWatch } from './delivery/watch-failures.ts';
import type { Logger } from './logger.ts';
import type { Store } from './store/repositories.ts';

/** Suspends webhooks that keep failing, and tells guilds in their log channels. */
export const watchFailures = ({
  store,
  openDoors,
  clock,
  log,
}: {
  store: Store;
  openDoors: OpenDoors;
  clock: Clock;
  log: Logger;
}): {
  /** Hears of the end of a delivery. */
  ended: (delivery: EndedDelivery) => void;
  /** Goes on with what was not told before the program ended. */
  resume(): Promise<void>;
  stop(): Promise<void>;
} => {
  const { texts } = commands;
  const reports = createFailureReports({
    settings: store.settings,
    facts: store.facts,
    openDoors,
    write: (report, locale) => failureNotice(report, { text: texts.in(locale ?? 'en'), clock }),
    clock,
    log,
  });
  const watch = createFailureWatch({ webhooks: store.webhooks, report: reports.add, clock, log });
  return {
    ended: watch.ended,
    resume: async () => reports.resume(await store.guildIds()),
    async stop() {
      await watch.idle();
      await reports.stop();
    },
  };
};
