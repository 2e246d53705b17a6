import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { guildSettings } from '../domain/guild-settings.ts';
import { keyRecord } from '../domain/key.ts';
import { snowflake } from '../domain/snowflake.ts';
import { webhook } from '../domain/webhook.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { createSqliteBackend } from './backends/sqlite.ts';
import { createCollection } from './collection.ts';
import type { DataDir } from './data-dir.ts';
import type { GuildRecord, Store } from './repositories.ts';
import type { Backend, Shelf } from './shelf.ts';

/** Which version of the store's shape this program knows. */
export const storeVersion = 1;
/** The fact that tells a store's version. */
export const versionFact = 'store-version';

const guildRecord: z.ZodType<GuildRecord> = z.strictObject({
  id: snowflake,
  guildId: snowflake,
  active: z.boolean(),
  since: z.number(),
});

/** What {@link openStore} needs. `backend` is SQLite in the data directory without it. */
export type OpenStoreOptions = { dir: Pick<DataDir, 'file'>; clock: Clock; log: Logger; backend?: Backend };

/**
 * Opens everything that is stored except deliveries.
 * @throws AppError `storage-unavailable` when it cannot be opened or was written by a newer version.
 */
export const openStore = async ({
  dir,
  clock,
  log,
  backend = createSqliteBackend(dir.file('store.db')),
}: OpenStoreOptions): Promise<Store> => {
  const opened: Shelf[] = [];
  const open = async (collection: string) => {
    const shelf = await backend.open(collection);
    opened.push(shelf);
    return shelf;
  };
  const close = async () => {
    for (const shelf of opened) await shelf.close();
  };

  try {
    const facts = await open('facts');
    await checkVersion(facts);
    const webhooks = createCollection({
      name: 'webhooks',
      shelf: await open('webhooks'),
      schema: webhook,
      order: byName(({ definition }) => definition.name),
      clock,
      log,
    });
    const keys = createCollection({
      name: 'keys',
      shelf: await open('keys'),
      schema: keyRecord,
      order: byName(({ label }) => label),
      clock,
      log,
    });
    const guilds = createCollection({
      name: 'guilds',
      shelf: await open('guilds'),
      schema: guildRecord,
      order: (a, b) => a.since - b.since,
      clock,
      log,
    });
    const settings = createCollection({
      name: 'settings',
      shelf: await open('settings'),
      schema: guildSettings,
      order: () => 0,
      clock,
      log,
    });
    return {
      webhooks,
      keys,
      guilds,
      settings,
      facts: {
        async get(name) {
          const value = await facts.get(name);
          if (value === undefined || typeof value === 'string') return value;
          throw new AppError('storage-unavailable', `facts/${name} in the store cannot be read: it is damaged.`);
        },
        set: facts.set,
      },
      guildIds: guilds.ids,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
};

const byName =
  <Stored extends { createdAt: number }>(nameOf: (stored: Stored) => string) =>
  (a: Stored, b: Stored): number => {
    const [first, second] = [nameOf(a).toLowerCase(), nameOf(b).toLowerCase()];
    return first < second ? -1 : first > second ? 1 : a.createdAt - b.createdAt;
  };

const checkVersion = async (facts: Shelf) => {
  const version = await facts.get(versionFact);
  if (version === undefined) await facts.set(versionFact, String(storeVersion));
  else if (version !== String(storeVersion))
    throw new AppError(
      'storage-unavailable',
      `The store was written by another version of this program (schema ${JSON.stringify(version)}; this version knows ${storeVersion}). ` +
        'Start that version again, or bring the file back from a backup made before it.',
    );
};
