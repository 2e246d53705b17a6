import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Config } from './config.ts';
import { AppError } from './errors.ts';
import type { Logger } from './logger.ts';
import { openBullLoad, type BullLoad } from './queue/engines/bullmq-load.ts';
import { openQueueDump, type QueueDump } from './queue/engines/sqlite-dump.ts';
import { createRedisBackend } from './store/backends/redis.ts';
import { openDataDir } from './store/data-dir.ts';
import type { Shelf } from './store/shelf.ts';
import { openStoreFile, type StoreFile } from './store/store-file.ts';

/** What {@link migrate} needs. `force`: although other data is in Redis. `prefix` as the engine's; `write` shows lines. */
export type MigrateOptions = {
  config: Pick<Config, 'dataDir' | 'redisUrl' | 'encryptionKey'>;
  force: boolean;
  prefix?: string;
  clock: Clock;
  log: Logger;
  randomBytes: (bytes: number) => Buffer;
  write: (line: string) => void;
};

const shownEveryMs = 1_000;
const atOnce = 50;
/** Collections whose records tell that somebody uses this Redis already. */
const telling = ['guilds', 'webhooks', 'keys'];

const under = 'It is being moved into Redis. Run `npm start -- migrate` again to finish that.';
const moved =
  'Everything in it has moved into Redis. Set REDIS_URL to go on there; what is here is as old as the move, and what was waiting then would be carried out twice.';

const refuse = (detail: string) => new AppError('invalid-settings', detail);

const idList = z.array(z.string());

/** What is to be kept of what is there and what comes; of two lists of ids neither may get lost. */
const mergedOf = (there: unknown, value: unknown): unknown => {
  const [known, more] = [idList.safeParse(there), idList.safeParse(value)];
  return known.success && more.success ? [...new Set([...known.data, ...more.data])] : there;
};

const copyCollection = async (from: { key: string; value: unknown }[], to: Shelf) => {
  let damaged = 0;
  for (let first = 0; first < from.length; first += atOnce) {
    const some = from.slice(first, first + atOnce);
    const there = await to.getMany(some.map(({ key }) => key));
    const writes = some.map(async ({ key, value }, index) => {
      if (value === undefined) {
        damaged += 1;
        return;
      }
      const known = there[index];
      await to.set(key, known === undefined ? value : mergedOf(known, value));
    });
    await Promise.all(writes);
  }
  return damaged;
};

const isRecord = (key: string) => !key.startsWith('guild/');

const copyStore = async (
  store: StoreFile,
  open: (collection: string) => Promise<Shelf>,
  write: (line: string) => void,
) => {
  for (const name of store.collections()) {
    const entries = store.entries(name);
    const shelf = await open(name);
    const damaged = await copyCollection(entries, shelf);
    const here = entries.filter(({ key }) => isRecord(key)).length;
    const there = (await shelf.keys('')).filter(isRecord).length;
    write(`${name}: ${here} in DATA_DIR, ${there} in Redis`);
    if (damaged > 0) write(`${name}: ${damaged} cannot be read and were left out`);
    if (there < here - damaged) throw new AppError('internal', `Not all of ${name} are in Redis.`);
  }
};

const copyQueue = async (
  dump: QueueDump,
  load: BullLoad,
  { clock, write }: Pick<MigrateOptions, 'clock' | 'write'>,
) => {
  const here = dump.counts();
  const all = here.waiting + here.retrying + here.ended;
  let done = 0;
  let shownAt = clock.now();
  for (const jobs of dump.jobs()) {
    await load.addJobs(jobs);
    done += jobs.length;
    if (clock.now() - shownAt < shownEveryMs) continue;
    shownAt = clock.now();
    write(`deliveries: ${done} of ${all}`);
  }
  for (const keys of dump.keys()) await load.addKeys(keys);
  const there = await load.counts();
  for (const [name, count] of Object.entries(here))
    write(`deliveries ${name}: ${count} in DATA_DIR, ${Reflect.get(there, name)} in Redis`);
  if (there.waiting + there.retrying + there.ended < all)
    throw new AppError('internal', 'Not all deliveries are in Redis.');
};

const requireSameKey = (file: string, configured: string | undefined) => {
  if (!existsSync(file)) return;
  const own = Buffer.from(readFileSync(file, 'utf8').trim(), 'base64');
  if (own.equals(Buffer.from(configured ?? '', 'base64'))) return;
  throw refuse(
    `ENCRYPTION_KEY is not the key in ${file}, with which what is stored is encrypted. Set ENCRYPTION_KEY to what that file holds, in every process.`,
  );
};

/**
 * Moves what is in a data directory into Redis, beside what is there; the directory stays as it is and is closed. What a
 * killed run has moved is not moved again by the next one. Rejects with AppError: settings are missing, a program holds the
 * directory, Redis holds other data, or either cannot be used.
 */
export const migrate = async (options: MigrateOptions): Promise<void> => {
  const { config, force, prefix, clock, log, randomBytes, write } = options;
  const { dataDir, redisUrl, encryptionKey } = config;
  if (redisUrl === undefined) throw refuse('REDIS_URL is not set: it says where DATA_DIR is to be moved to.');
  const [storeFile, queueFile] = [join(dataDir, 'store.db'), join(dataDir, 'jobs.db')];
  if (!existsSync(storeFile) || !existsSync(queueFile))
    throw refuse(`There is nothing to move in ${dataDir}. Set DATA_DIR to the directory that the bot used.`);

  const dir = openDataDir({ path: dataDir, evenIfClosed: true });
  const closing: (() => unknown)[] = [dir.close];
  try {
    requireSameKey(join(dataDir, 'encryption.key'), encryptionKey);
    const store = openStoreFile(storeFile);
    closing.push(store.close);
    store.requireVersion();
    const dump = openQueueDump(queueFile, clock.now());
    closing.push(dump.close);

    const idFile = dir.file('migration.id');
    if (readFileSync(idFile, 'utf8') === '') writeFileSync(idFile, randomBytes(8).toString('hex'), { flush: true });
    const fact = `migration/${readFileSync(idFile, 'utf8')}`;
    const redis = { redisUrl, log, ...(prefix !== undefined && { prefix }) };
    const backend = createRedisBackend({ ...redis, clock });
    const open = async (collection: string) => {
      const shelf = await backend.open(collection);
      closing.push(shelf.close);
      return shelf;
    };
    const facts = await open('facts');
    const load = await openBullLoad(redis);
    closing.push(load.close);

    const state = await facts.get(fact);
    if (state === 'done') {
      write(`${dataDir} has moved into this Redis already; there is nothing left to do.`);
      dir.setClosed(moved);
      return;
    }
    if (state === undefined && !force && (await holdsData(open, load)))
      throw refuse(
        'This Redis holds data already. Give another one in REDIS_URL, or --force to add to what is there; what is there stays.',
      );
    if (state !== undefined) write('Going on with what an earlier run has begun.');
    dir.setClosed(under);
    await facts.set(fact, 'under way');
    await copyStore(store, open, write);
    await copyQueue(dump, load, { clock, write });
    await facts.set(fact, 'done');
    dir.setClosed(moved);
    write(`${dataDir} has moved into Redis. It stays as it is, and the bot no longer starts on it without REDIS_URL.`);
  } finally {
    for (const close of closing.reverse()) await close();
  }
};

const holdsData = async (open: (collection: string) => Promise<Shelf>, load: BullLoad): Promise<boolean> => {
  const { waiting, retrying, ended } = await load.counts();
  if (waiting + retrying + ended > 0) return true;
  for (const name of telling) if ((await (await open(name)).keys('')).length > 0) return true;
  return false;
};
