import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import type { Answer } from './transport.ts';

/** Answers for Discord where it keeps saying 403, so that one wrong webhook cannot use up everyone's invalid requests. */
export type Refusals = {
  /** The answer to give without asking Discord, if it refused this route lately and often enough. */
  recall(route: string): Answer | undefined;
  note(route: string, answer: Answer): void;
  /** Forgets everything, since permissions may have changed. */
  forget(): void;
};

const patience = 3;
const shortestMs = 10_000;
const longestMs = 120_000;
const remembered = 5_000;

/** After three 403 in a row a route (method and path) is left alone for 10 s, then 20 s, up to 2 minutes. */
export const createRefusals = ({ clock }: { clock: Clock }): Refusals => {
  const refused = new LRUCache<string, { answer: Answer; inARow: number; until: number }>({ max: remembered });
  return {
    recall(route) {
      const last = refused.get(route);
      return last !== undefined && clock.now() < last.until ? last.answer : undefined;
    },
    note(route, answer) {
      if (answer.status !== 403) {
        refused.delete(route);
        return;
      }
      const inARow = (refused.get(route)?.inARow ?? 0) + 1;
      const ms = inARow < patience ? 0 : Math.min(shortestMs * 2 ** (inARow - patience), longestMs);
      refused.set(route, { answer, inARow, until: clock.now() + ms });
    },
    forget: () => refused.clear(),
  };
};
