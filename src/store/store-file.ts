import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { storeVersion, versionFact } from './open-store.ts';
import { storageError } from './sqlite-errors.ts';

/** The store's file as it lies on disk, read without changing it, also while a program uses it. */
export type StoreFile = {
  /** The names of its collections. */
  collections(): string[];
  /** What is in a collection, by key; `undefined` for a value that cannot be read. One that is not there is empty. */
  entries(collection: string): { key: string; value: unknown }[];
  /** @throws AppError `storage-unavailable` when another version of this program wrote it. */
  requireVersion(): void;
  close(): void;
};

/** How Keyv keeps a value that is JSON text: `createShelf` in shelf.ts writes it. */
const kept = z.object({ value: z.string() });

const valueOf = (text: unknown): unknown => {
  try {
    const parsed = kept.safeParse(JSON.parse(String(text)));
    return parsed.success ? JSON.parse(parsed.data.value) : undefined;
  } catch {
    return undefined;
  }
};

/**
 * Opens the store's file for reading.
 * @throws AppError `storage-unavailable`, as its methods do.
 */
export const openStoreFile = (file: string): StoreFile => {
  const guarded = <Result>(ask: () => Result): Result => {
    try {
      return ask();
    } catch (cause) {
      throw storageError(`The store (${file})`, cause);
    }
  };
  const db = guarded(() => new DatabaseSync(file, { readOnly: true, timeout: 5_000 }));
  const collections = () =>
    guarded(() =>
      db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
        .all()
        .map(({ name }) => String(name)),
    );
  const entries = (collection: string) =>
    guarded(() => {
      if (!collections().includes(collection)) return [];
      const rows = db.prepare(`SELECT key, value FROM "${collection}" ORDER BY rowid`).all();
      return rows.map(({ key, value }) => ({ key: String(key), value: valueOf(value) }));
    });
  return {
    collections,
    entries,
    requireVersion() {
      const version = entries('facts').find(({ key }) => key === versionFact)?.value;
      if (version === String(storeVersion)) return;
      const detail = `${file} was written by another version of this program (schema ${JSON.stringify(version)}; this version knows ${storeVersion}).`;
      throw new AppError('storage-unavailable', detail);
    },
    close: () => db.close(),
  };
};
