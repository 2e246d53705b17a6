import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';

/** Lets only now and then a request through to a route where Discord keeps failing. */
export type Outages = {
  /** The error to fail with at once, while a route is left alone. */
  error(route: string): AppError | undefined;
  /** Learns whether a request failed for a reason on Discord's side. */
  note(route: string, failed: boolean): void;
};

/** One failure alone changes nothing. */
const patience = 2;
const shortestMs = 1_000;
const longestMs = 8_000;
const remembered = 5_000;

/** After two failures in a row a route is tried at most once a second, then less often, up to every 8 seconds. */
export const createOutages = ({ clock }: { clock: Clock }): Outages => {
  const failing = new LRUCache<string, { inARow: number; until: number }>({ max: remembered });
  return {
    error(route) {
      const leftMs = (failing.get(route)?.until ?? 0) - clock.now();
      if (leftMs <= 0) return undefined;
      const detail = 'Discord is not available at the moment; it failed several times in a row.';
      return new AppError('discord-unavailable', detail, { retryAfterMs: leftMs });
    },
    note(route, failed) {
      if (!failed) {
        failing.delete(route);
        return;
      }
      const inARow = (failing.get(route)?.inARow ?? 0) + 1;
      const ms = inARow < patience ? 0 : Math.min(shortestMs * 2 ** (inARow - patience), longestMs);
      failing.set(route, { inARow, until: clock.now() + ms });
    },
  };
};
