import { KeyvSqlite } from '@keyv/sqlite';
import { Keyv } from 'keyv';
import { createShelf, type Backend } from '../shelf.ts';
import { storageError } from '../sqlite-errors.ts';

/** Collections in one SQLite file, a table each. The only file that knows Keyv's SQLite adapter. */
export const createSqliteBackend = (file: string): Backend => ({
  async open(collection) {
    const toError = (cause: unknown) => storageError(`The store (${collection})`, cause);
    try {
      const adapter = new KeyvSqlite({
        uri: `sqlite://${file}`,
        wal: true,
        busyTimeout: 5_000,
        iterationLimit: 500,
        driver: 'node:sqlite',
        table: collection,
      });
      await adapter.ready;
      // In WAL mode anything less may lose the last changes with the power: https://www.sqlite.org/pragma.html#pragma_synchronous
      await adapter.query('PRAGMA synchronous = FULL');
      return createShelf(new Keyv({ store: adapter }), toError);
    } catch (cause) {
      throw toError(cause);
    }
  },
});
