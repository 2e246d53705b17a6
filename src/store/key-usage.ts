import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { Store } from './repositories.ts';

const writeEveryMs = 30_000;

/** Remembers when keys were last used and writes it down now and then, so that no call waits for it. */
export type KeyUsage = {
  used(keyId: string, at: number): void;
  /** Writes down what is not yet; then no more. */
  close(): Promise<void>;
};

/** Starts {@link KeyUsage}; what a crash loses is at most 30 s of "last used". */
export const createKeyUsage = ({
  keys,
  clock,
  log,
}: {
  keys: Pick<Store['keys'], 'update'>;
  clock: Clock;
  log: Logger;
}): KeyUsage => {
  const lastUsed = new Map<string, number>();
  let cancel: (() => void) | undefined;

  const write = async () => {
    cancel = undefined;
    const uses = [...lastUsed];
    lastUsed.clear();
    for (const [id, at] of uses) {
      await keys.update(id, (key) => ({ ...key, lastUsedAt: Math.max(at, key.lastUsedAt ?? 0) }));
    }
  };

  return {
    used(keyId, at) {
      lastUsed.set(keyId, Math.max(at, lastUsed.get(keyId) ?? 0));
      cancel ??= clock.after(writeEveryMs, () => {
        write().catch((error: unknown) => log.warn({ error }, 'could not write down when keys were last used'));
      });
    },
    async close() {
      cancel?.();
      await write();
    },
  };
};
