import type { Keyv } from 'keyv';
import type { AppError } from '../errors.ts';

/** Writes values; see {@link Shelf}. */
export type Writer = Pick<Shelf, 'set' | 'delete'>;

/** The values of one collection by key, on disk. Every method rejects with `storage-unavailable` when the store fails. */
export type Shelf = {
  /** Whether other processes write here too, so that what was read a moment ago may have changed. */
  isShared: boolean;
  /**
   * Runs `task` while no other process is in a turn of this name; turns within one process are for the caller to keep
   * apart. What `task` writes through its writer is written during the turn or not at all; should the turn be lost, the
   * task runs once more from its beginning, so it must read anew whatever it decides by.
   */
  inTurn<Result>(name: string, task: (writer: Writer) => Promise<Result>): Promise<Result>;
  /** `undefined` only when there is none; something unreadable is `null`. */
  get(key: string): Promise<unknown>;
  getMany(keys: string[]): Promise<unknown[]>;
  /** Resolves once it is on disk. */
  set(key: string, value: unknown): Promise<void>;
  /** Whether there was one. */
  delete(key: string): Promise<boolean>;
  /** Every key that begins so. */
  keys(prefix: string): Promise<string[]>;
  close(): Promise<void>;
};

/** Where collections are kept: one file or line in `backends/` a kind. `collection` is letters only. */
export type Backend = { open(collection: string): Promise<Shelf> };

/** A shelf to which no other process writes. */
export const ownShelf = (plain: Omit<Shelf, 'isShared' | 'inTurn'>): Shelf => ({
  ...plain,
  isShared: false,
  inTurn: (_name, task) => task(plain),
});

/**
 * A shelf over Keyv. `keyv` must have no `error` listener: with one, Keyv answers a fault with `undefined` instead of
 * rejecting. Values are kept as JSON text, since Keyv's own JSON gives some strings another meaning.
 */
export const createShelf = (keyv: Keyv, toError: (cause: unknown) => AppError): Shelf => {
  const guarded = async <Result>(ask: () => Promise<Result>): Promise<Result> => {
    try {
      return await ask();
    } catch (cause) {
      throw toError(cause);
    }
  };
  const get = async (key: string): Promise<unknown> => {
    try {
      return parse(await keyv.get<unknown>(key));
    } catch (cause) {
      if (cause instanceof SyntaxError) return null;
      throw toError(cause);
    }
  };
  return ownShelf({
    get,
    async getMany(keys) {
      try {
        return (await keyv.getMany<unknown>(keys)).map(parse);
      } catch (cause) {
        if (cause instanceof SyntaxError) return Promise.all(keys.map(get));
        throw toError(cause);
      }
    },
    set: async (key, value) =>
      guarded(async () => {
        if (!(await keyv.set(key, JSON.stringify(value)))) throw new Error(`${key} was not written`);
      }),
    delete: async (key) => guarded(async () => keyv.delete(key)),
    keys: async (prefix) =>
      guarded(async () => {
        const found: string[] = [];
        for await (const [key] of keyv.iterator()) if (key.startsWith(prefix)) found.push(key);
        return found;
      }),
    close: async () => guarded(async () => keyv.disconnect()),
  });
};

/** `undefined` for what is absent, `null` for what cannot be read. */
const parse = (text: unknown): unknown => {
  if (text === undefined) return undefined;
  try {
    const value: unknown = typeof text === 'string' ? JSON.parse(text) : null;
    return value;
  } catch {
    return null;
  }
};
