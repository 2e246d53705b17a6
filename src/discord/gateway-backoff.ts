import type { Clock } from '../clock.ts';
import { wait } from './wait.ts';

/** Slows connecting and identifying down when they keep failing. */
export type GatewayBackoff = {
  /** Waits before a shard connects: not at all the first time, longer with every time that it did not get through. */
  beforeConnect(shardId: number): Promise<void>;
  /** Waits until a shard may identify. Rejects when `signal` aborts. */
  beforeIdentify(shardId: number, signal: AbortSignal): Promise<void>;
  /** A shard got through. */
  connected(shardId: number): void;
};

const longestConnectMs = 60_000;
/** https://docs.discord.com/developers/events/gateway#rate-limiting: one identify in five seconds for each of `maxConcurrency` keys */
const identifyGapMs = 5_000;
const longestIdentifyMs = 600_000;
const hourMs = 3_600_000;
/** So many identifies within an hour are normal for a shard; each further one doubles the gap. 1,000 in a day would reset the token. */
const normal = 3;

/** `stopped` ends all waiting for connections: what waits then waits for ever. */
export const createGatewayBackoff = ({
  clock,
  maxConcurrency,
  stopped,
}: {
  clock: Clock;
  maxConcurrency: () => number;
  stopped: AbortSignal;
}): GatewayBackoff => {
  const failures = new Map<number, number>();
  const identifiedAt = new Map<number, number[]>();
  const lastOfKey = new Map<number, number>();

  const dueInMs = (shardId: number): number => {
    const now = clock.now();
    const lately = (identifiedAt.get(shardId) ?? []).filter((at) => at > now - hourMs);
    identifiedAt.set(shardId, lately);
    const last = lately.at(-1);
    const tooMany = lately.length - normal;
    const gap = tooMany < 0 ? identifyGapMs : Math.min(identifyGapMs * 2 ** (tooMany + 1), longestIdentifyMs);
    const sameKey = lastOfKey.get(shardId % maxConcurrency());
    const dueAt = Math.max(
      last === undefined ? now : last + gap,
      sameKey === undefined ? now : sameKey + identifyGapMs,
    );
    return dueAt - now;
  };

  return {
    async beforeConnect(shardId) {
      const failed = failures.get(shardId) ?? 0;
      failures.set(shardId, failed + 1);
      if (failed > 1) {
        // The library waits half a second itself, which is enough after the first loss.
        await wait(Math.min(1_000 * 2 ** (failed - 2), longestConnectMs), clock, stopped).catch(() => undefined);
      }
      if (stopped.aborted) await new Promise<never>(() => undefined);
    },
    async beforeIdentify(shardId, signal) {
      for (let ms = dueInMs(shardId); ms > 0; ms = dueInMs(shardId)) await wait(ms, clock, signal);
      const now = clock.now();
      identifiedAt.get(shardId)?.push(now);
      lastOfKey.set(shardId % maxConcurrency(), now);
    },
    connected: (shardId) => void failures.delete(shardId),
  };
};
