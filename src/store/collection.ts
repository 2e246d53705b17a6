import { Mutex } from 'async-mutex';
import { LRUCache } from 'lru-cache';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Snowflake } from '../domain/snowflake.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { Repository } from './repositories.ts';
import type { Shelf, Writer } from './shelf.ts';

type Identified = { id: string; guildId: Snowflake };

/** What one kind of record is; `order` says how a guild's list is sorted. */
export type CollectionOptions<Stored extends Identified> = {
  /** As faults name it (`webhooks`). */
  name: string;
  shelf: Shelf;
  schema: z.ZodType<Stored>;
  order: (a: Stored, b: Stored) => number;
  clock: Clock;
  log: Logger;
};

/** A {@link Repository} that also knows of every record, whatever its guild. */
export type Collection<Stored extends Identified> = Repository<Stored> & { ids(): Promise<string[]> };

/** Characters of JSON that a collection keeps parsed in memory, at most. */
const mostCached = 16_777_216;
/**
 * For how long (ms) what was read from a shelf that others write to may be taken from memory. Even where a clock is set
 * back once, a key that was revoked elsewhere is then refused within a second, and nothing has to be heard for that.
 */
const sharedMs = 400;
const recordPrefix = 'record/';
const guildPrefix = 'guild/';
const idList = z.array(z.string());

/**
 * Records on a shelf. A record exists when it can be read; the index of its guild only says where to look. The index is
 * written before a new record and after a deletion, so what a crash leaves between the two is at most an id without
 * record, which reads pass over and the guild's next writer takes out.
 * What is read is frozen, since it is shared.
 */
export const createCollection = <Stored extends Identified>(options: CollectionOptions<Stored>): Collection<Stored> => {
  const { name, shelf, schema, order, clock, log } = options;
  const records = new LRUCache<string, Stored>({ maxSize: mostCached });
  const indexes = new LRUCache<Snowflake, readonly string[]>({ maxSize: mostCached });
  const turns = new Map<Snowflake, Mutex>();
  // Grows whenever something was written: what was read before may be older and is not kept in memory.
  let changes = 0;
  let readSince = 0;

  const forgetAll = () => {
    records.clear();
    indexes.clear();
    changes += 1;
    readSince = clock.now();
  };
  const forgetOld = () => {
    if (shelf.isShared && (clock.now() < readSince || clock.now() - readSince >= sharedMs)) forgetAll();
  };
  const inTurn = async <Result>(guildId: Snowflake, task: (writer: Writer) => Promise<Result>): Promise<Result> => {
    const mutex = turns.get(guildId) ?? new Mutex();
    turns.set(guildId, mutex);
    const begin = (writer: Writer) => {
      if (shelf.isShared) forgetAll();
      return task(writer);
    };
    try {
      return await mutex.runExclusive(async () => shelf.inTurn(guildId, begin));
    } finally {
      if (!mutex.isLocked()) turns.delete(guildId);
    }
  };

  const damaged = (id: string, cause: unknown) => {
    const detail = `${name}/${id} in the store cannot be read: it is damaged. Delete it, or bring the store back from a backup.`;
    return new AppError('storage-unavailable', detail, { cause });
  };
  const parse = (id: string, value: unknown): Stored => {
    const parsed = schema.safeParse(value);
    if (!parsed.success || parsed.data.id !== id) throw damaged(id, parsed.error);
    return deepFreeze(parsed.data);
  };
  const keep = (record: Stored) => void records.set(record.id, record, { size: JSON.stringify(record).length });

  const get = async (id: string): Promise<Stored | undefined> => {
    forgetOld();
    const known = records.get(id);
    if (known !== undefined) return known;
    const before = changes;
    const value = await shelf.get(recordPrefix + id);
    if (value === undefined) return undefined;
    const record = parse(id, value);
    if (before === changes) keep(record);
    return record;
  };

  const readIndex = async (guildId: Snowflake): Promise<readonly string[]> => {
    forgetOld();
    const known = indexes.get(guildId);
    if (known !== undefined) return known;
    const before = changes;
    const value = await shelf.get(guildPrefix + guildId);
    const ids = idList.optional().safeParse(value);
    if (!ids.success) throw damaged(guildPrefix + guildId, ids.error);
    if (before === changes) keepIndex(guildId, ids.data ?? []);
    return ids.data ?? [];
  };
  const keepIndex = (guildId: Snowflake, ids: readonly string[]) =>
    void indexes.set(guildId, ids, { size: 1 + ids.length * 20 });

  const readAll = async (guildId: Snowflake): Promise<Stored[]> => {
    const ids = await readIndex(guildId);
    const missing = ids.filter((id) => !records.has(id));
    const before = changes;
    const values = missing.length === 0 ? [] : await shelf.getMany(missing.map((id) => recordPrefix + id));
    const read = new Map<string, Stored>();
    for (const [index, id] of missing.entries()) {
      if (values[index] === undefined) continue;
      const record = parse(id, values[index]);
      read.set(id, record);
      if (before === changes) keep(record);
    }
    const found = await Promise.all(
      ids.map(async (id) => read.get(id) ?? records.get(id) ?? (await getUnlessMissing(id))),
    );
    return found.filter((record) => record !== undefined).sort(order);

    // One that left memory meanwhile.
    async function getUnlessMissing(id: string) {
      return missing.includes(id) ? undefined : get(id);
    }
  };

  const writeIndex = async (writer: Writer, guildId: Snowflake, ids: readonly string[]) => {
    try {
      if (ids.length > 0) await writer.set(guildPrefix + guildId, ids);
      else await writer.delete(guildPrefix + guildId);
      keepIndex(guildId, ids);
    } catch (error) {
      indexes.delete(guildId);
      throw error;
    } finally {
      changes += 1;
    }
  };
  const writeRecord = async (writer: Writer, record: Stored) => {
    const plain: unknown = JSON.parse(JSON.stringify(record));
    const parsed = schema.safeParse(plain);
    if (!parsed.success) {
      const faults = parsed.error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
      throw new AppError('internal', `${name}/${record.id} would not be readable again.`, { faults });
    }
    try {
      await writer.set(recordPrefix + record.id, plain);
      keep(deepFreeze(parsed.data));
      return parsed.data;
    } catch (error) {
      records.delete(record.id);
      throw error;
    } finally {
      changes += 1;
    }
  };

  return {
    get,
    list: readAll,
    async create(record, check) {
      const { id, guildId } = record;
      await inTurn(guildId, async (writer) => {
        if ((await get(id)) !== undefined) throw new AppError('internal', `${name}/${id} exists already.`);
        const others = await readAll(guildId);
        check?.(others);
        await writeIndex(writer, guildId, [...others.map((other) => other.id), id]);
        await writeRecord(writer, record);
      });
    },
    async update(id, change) {
      const found = await get(id);
      if (found === undefined) return undefined;
      return inTurn(found.guildId, async (writer) => {
        const current = await get(id);
        if (current === undefined) return undefined;
        const others = (await readAll(current.guildId)).filter((other) => other.id !== id);
        const changed = change(current, others);
        if (changed === current) return current;
        if (changed.id !== id || changed.guildId !== current.guildId)
          throw new AppError('internal', `${name}/${id} cannot become another record.`);
        return writeRecord(writer, changed);
      });
    },
    async delete(id) {
      const value = records.get(id) ?? (await shelf.get(recordPrefix + id));
      if (value === undefined) return false;
      // A damaged record can still be deleted; if even its guild is unknown, its id stays in an index that passes over it.
      const guildId = z.object({ guildId: z.string() }).safeParse(value).data?.guildId ?? '';
      return inTurn(guildId, async (writer) => {
        let existed: boolean;
        try {
          existed = await writer.delete(recordPrefix + id);
        } finally {
          records.delete(id);
          changes += 1;
        }
        try {
          const ids = await readIndex(guildId);
          if (ids.includes(id))
            await writeIndex(
              writer,
              guildId,
              ids.filter((other) => other !== id),
            );
        } catch (error) {
          log.warn({ error, collection: name, id }, 'an index still names a deleted record; it is passed over');
        }
        return existed;
      });
    },
    ids: async () => (await shelf.keys(recordPrefix)).map((key) => key.slice(recordPrefix.length)),
  };
};

const deepFreeze = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    for (const inner of Object.values(value)) deepFreeze(inner);
    Object.freeze(value);
  }
  return value;
};
