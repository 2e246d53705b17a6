import type { TestContext } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { silentLogger } from '../../../src/logger.ts';
import { openStore } from '../../../src/store/open-store.ts';
import type { Store } from '../../../src/store/repositories.ts';
import type { Backend, Shelf } from '../../../src/store/shelf.ts';
import type { KeyRecord } from '../../../src/domain/key.ts';
import type { Webhook } from '../../../src/domain/webhook.ts';
import { createFakeClock } from '../../fake-clock.ts';

/** Stores over one place, as several processes have it: each call opens one more. */
export const processesOf = (t: TestContext, kind: BackendKind): (() => Promise<Store>) => {
  const place = kind.place();
  const opened: Store[] = [];
  t.after(async () => {
    await Promise.all(opened.map(async (store) => store.close()));
    place.remove();
  });
  return async () => {
    const dir = { file: (name: string) => name };
    const store = await openStore({ dir, clock: systemClock, log: silentLogger, backend: place.backend() });
    opened.push(store);
    return store;
  };
};

/** A place where collections are kept: `backend` opens the same ones each time, `remove` deletes them. */
export type BackendKind = { name: string; place(): { backend(): Backend; remove(): void } };

/** Which call of a shelf fails next; `after`: how many go through before. */
export type Fault = { method: keyof Shelf; after: number };

/** Guilds of tests. */
export const guilds = { a: '100000000000000001', b: '100000000000000002' };

/** A webhook with this name. */
export const webhookOf = (number: number, name = `hook ${number}`, guildId = guilds.a): Webhook => ({
  id: String(number).padStart(16, '0'),
  guildId,
  enabled: true,
  revision: 1,
  createdAt: number,
  createdBy: '200000000000000001',
  definition: { name, variables: [], actions: [{ kind: 'send-message', content: 'hi' }] },
});

/** A key with this label. */
export const keyOf = (number: number, label = `key ${number}`, guildId = guilds.a): KeyRecord => ({
  id: String(number).padStart(12, '0'),
  guildId,
  label,
  digest: 'a'.repeat(64),
  first: false,
  createdAt: number,
  createdBy: '200000000000000001',
});

const faulty = (shelf: Shelf, faults: Fault[]): Shelf => {
  const meet = (method: keyof Shelf) => {
    const fault = faults.find((one) => one.method === method);
    if (fault === undefined) return;
    if (fault.after === 0) {
      faults.splice(faults.indexOf(fault), 1);
      throw new Error(`${method} fails`);
    }
    fault.after -= 1;
  };
  return {
    isShared: shelf.isShared,
    inTurn: (name, task) =>
      shelf.inTurn(name, (writer) =>
        task({
          async set(key, value) {
            meet('set');
            return writer.set(key, value);
          },
          async delete(key) {
            meet('delete');
            return writer.delete(key);
          },
        }),
      ),
    async get(key) {
      meet('get');
      return shelf.get(key);
    },
    async getMany(keys) {
      meet('getMany');
      return shelf.getMany(keys);
    },
    async set(key, value) {
      meet('set');
      return shelf.set(key, value);
    },
    async delete(key) {
      meet('delete');
      return shelf.delete(key);
    },
    async keys(prefix) {
      meet('keys');
      return shelf.keys(prefix);
    },
    close: shelf.close,
  };
};

/** Stores of one test, over the same place; closed and removed when it ends. `faults` hit the webhooks' shelf. */
export const bench = (t: TestContext, kind: BackendKind) => {
  const place = kind.place();
  const faults: Fault[] = [];
  const shelves = new Map<string, Shelf>();
  let current: Store | undefined;
  t.after(async () => {
    await current?.close().catch(() => undefined);
    place.remove();
  });
  return {
    faults,
    /** What lies below, to damage it. */
    shelf(collection: string): Shelf {
      const shelf = shelves.get(collection);
      if (shelf === undefined) throw new Error(`${collection} is not open`);
      return shelf;
    },
    /** Opens the store, again if need be, as after a restart. */
    async open(): Promise<Store> {
      await current?.close();
      const inner = place.backend();
      const backend: Backend = {
        async open(collection) {
          const shelf = await inner.open(collection);
          shelves.set(collection, shelf);
          return collection === 'webhooks' ? faulty(shelf, faults) : shelf;
        },
      };
      current = await openStore({
        dir: { file: (name) => name },
        clock: createFakeClock(),
        log: silentLogger,
        backend,
      });
      return current;
    },
  };
};
