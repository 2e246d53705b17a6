import type { Clock } from '../clock.ts';

/** Whether the gateway is connected, and if not why, in words. */
export type Health = { connected: boolean; reason?: string };

/** What is known of each shard's connection. */
export type GatewayHealth = {
  /** From now on these shards have to be connected. */
  expect(shardIds: readonly number[]): void;
  ready(shardId: number): void;
  /** A heartbeat was answered. */
  acknowledged(shardId: number): void;
  closed(shardId: number): void;
  /** Why it is not connected yet. */
  waiting(reason: string): void;
  /** Why it will not be connected again. */
  failed(reason: string): void;
  health(): Health;
};

/** Twice Discord's heartbeat interval (41.25 s) and some: https://docs.discord.com/developers/events/gateway#heartbeat-interval */
const staleMs = 90_000;

/** Judges by what the shards told last, since `client.isReady()` stays true even when the connection is gone. */
export const createGatewayHealth = ({ clock }: { clock: Clock }): GatewayHealth => {
  const shards = new Map<number, { ready: boolean; aliveAt: number }>();
  let why = 'Guildhook has not connected to the Discord gateway yet.';
  let final: string | undefined;

  const set = (shardId: number, ready: boolean) => void shards.set(shardId, { ready, aliveAt: clock.now() });
  return {
    expect: (shardIds) => {
      shards.clear();
      for (const id of shardIds) set(id, false);
    },
    ready: (shardId) => set(shardId, true),
    acknowledged: (shardId) => set(shardId, shards.get(shardId)?.ready ?? false),
    closed(shardId) {
      set(shardId, false);
      why = 'The connection to the Discord gateway was lost; Guildhook is connecting again.';
    },
    waiting: (reason) => void (why = reason),
    failed: (reason) => void (final = reason),
    health() {
      if (final !== undefined) return { connected: false, reason: final };
      const all = [...shards.values()];
      if (all.length === 0 || all.some(({ ready }) => !ready)) return { connected: false, reason: why };
      const oldest = Math.min(...all.map(({ aliveAt }) => aliveAt));
      if (clock.now() - oldest < staleMs) return { connected: true };
      return { connected: false, reason: 'The Discord gateway has not answered for more than 90 seconds.' };
    },
  };
};
