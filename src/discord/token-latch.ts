import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';

/** Remembers that Discord no longer takes the bot's token. */
export type TokenLatch = {
  /** The error to fail with at once, while the token is known to be rejected. */
  error(): AppError | undefined;
  /** Learns the status of an answer to a request that carried the token. */
  note(status: number): void;
  rejected(): boolean;
  /** Ends the probing. */
  stop(): void;
};

/** This many 401 in a row mean that it is the token; one alone may be a fault of Discord's. */
const enough = 3;
const firstProbeMs = 60_000;
const longestProbeMs = 600_000;

/** What is shown while the token does not work. */
export const tokenRejected = (retryAfterMs?: number): AppError =>
  new AppError(
    'discord-token-rejected',
    "Discord does not accept the bot's token. Whoever runs Guildhook must copy a new one from the Developer Portal (Bot → Reset Token) into DISCORD_TOKEN and restart it.",
    retryAfterMs === undefined ? {} : { retryAfterMs },
  );

/** After three 401 in a row nothing is sent any more but one `probe` now and then, whose status decides. */
export const createTokenLatch = ({
  clock,
  log,
  probe,
}: {
  clock: Clock;
  log: Logger;
  probe: () => Promise<number | undefined>;
}): TokenLatch => {
  let inARow = 0;
  let waitMs = firstProbeMs;
  let nextProbeAt = 0;
  let cancel: (() => void) | undefined;
  let stopped = false;

  const isRejected = () => inARow >= enough;
  const schedule = () => {
    if (stopped) return;
    nextProbeAt = clock.now() + waitMs;
    cancel = clock.after(waitMs, () => void ask());
    waitMs = Math.min(waitMs * 2, longestProbeMs);
  };
  const release = () => {
    inARow = 0;
    waitMs = firstProbeMs;
    cancel?.();
    log.info({}, "Discord accepts the bot's token again");
  };
  const ask = async () => {
    const status = await probe();
    if (status !== undefined && status < 300) release();
    else {
      schedule();
      log.debug({ status, nextProbeAt }, "Discord still does not accept the bot's token");
    }
  };

  return {
    error: () => (isRejected() ? tokenRejected(Math.max(1_000, nextProbeAt - clock.now())) : undefined),
    note(status) {
      if (isRejected()) return;
      if (status !== 401) {
        if (status < 500 && status !== 429) inARow = 0;
        return;
      }
      inARow += 1;
      if (!isRejected()) return;
      log.error({}, "Discord rejected the bot's token three times in a row; nothing is sent until it works again");
      schedule();
    },
    rejected: isRejected,
    stop() {
      stopped = true;
      cancel?.();
    },
  };
};
