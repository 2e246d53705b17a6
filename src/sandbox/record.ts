import type { RouteCall } from './route.ts';
import type { LedgerEntry } from './world.ts';

/** What {@link record} is told; when, by which request and why it knows itself. */
export type Effect = Omit<LedgerEntry, 'at' | 'method' | 'path' | 'reason'>;

/** Writes an effect of `call` into the ledger. A request that changed nothing writes nothing. */
export const record = ({ world, method, path, reason }: Omit<RouteCall, 'body'>, effect: Effect): void => {
  world.ledger.push({ at: world.now(), method, path, ...effect, ...(reason !== undefined && { reason }) });
};
