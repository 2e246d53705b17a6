import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import { calledOff } from './transport.ts';

/** Things that were looked up and are remembered for a while, the ones used longest ago forgotten first. */
export type Memory<Value> = {
  /** What is remembered, or else looked up; calls at the same time share one look-up. `signal` ends the waiting, not the look-up. */
  get(key: string, options?: { signal?: AbortSignal | undefined; maxAgeMs?: number }): Promise<Value>;
  /** What is remembered already. */
  peek(key: string): Value | undefined;
  forget(key: string): void;
};

/** What {@link createMemory} needs: how to look up, how long (ms) and how many to remember. */
export type MemoryOptions<Value> = {
  clock: Clock;
  most: number;
  keepMs: number;
  load: (key: string) => Promise<Value>;
};

const untilCalledOff = async <Value>(pending: Promise<Value>, signal: AbortSignal | undefined): Promise<Value> => {
  if (signal === undefined) return pending;
  if (signal.aborted) throw calledOff(signal);
  const ended = new AbortController();
  const abort = new Promise<never>((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(calledOff(signal)), { once: true, signal: ended.signal });
  });
  try {
    return await Promise.race([pending, abort]);
  } finally {
    ended.abort();
  }
};

/** A {@link Memory}; nothing is remembered of a look-up that failed, or that was forgotten while it ran. */
export const createMemory = <Value>({ clock, most, keepMs, load }: MemoryOptions<Value>): Memory<Value> => {
  const known = new LRUCache<string, { value: Value; at: number }>({ max: most });
  const loading = new Map<string, Promise<Value>>();

  const recall = (key: string, maxAgeMs: number) => {
    const found = known.get(key);
    return found !== undefined && clock.now() - found.at < maxAgeMs ? found : undefined;
  };
  const lookUp = (key: string): Promise<Value> => {
    const running = loading.get(key);
    if (running !== undefined) return running;
    const started = load(key)
      .then((value) => {
        if (loading.get(key) === started) known.set(key, { value, at: clock.now() });
        return value;
      })
      .finally(() => {
        if (loading.get(key) === started) loading.delete(key);
      });
    // Whoever waited may have been called off.
    started.catch(() => undefined);
    loading.set(key, started);
    return started;
  };

  return {
    async get(key, { signal, maxAgeMs = keepMs } = {}) {
      const found = recall(key, Math.min(maxAgeMs, keepMs));
      return found === undefined ? untilCalledOff(lookUp(key), signal) : found.value;
    },
    peek: (key) => recall(key, keepMs)?.value,
    forget(key) {
      known.delete(key);
      loading.delete(key);
    },
  };
};
