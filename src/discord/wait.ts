import type { Clock } from '../clock.ts';
import { calledOff } from './transport.ts';

/** Resolves after `ms`; rejects with {@link calledOff} as soon as `signal` aborts. */
export const wait = (ms: number, clock: Clock, signal: AbortSignal | undefined): Promise<void> =>
  new Promise((resolve, reject) => {
    if (signal?.aborted) {
      reject(calledOff(signal));
      return;
    }
    const stop = () => {
      cancel();
      if (signal !== undefined) reject(calledOff(signal));
    };
    const cancel = clock.after(ms, () => {
      signal?.removeEventListener('abort', stop);
      resolve();
    });
    signal?.addEventListener('abort', stop, { once: true });
  });
