import type { Keyv } from 'keyv';
import type { AppError } from '../errors.ts';

/** The values of one collection by key, on disk. Every method rejects with `storage-unavailable` when the store fails. */
export type Shelf = {
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
  return {
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
  };
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
