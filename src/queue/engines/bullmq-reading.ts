import type { Redis } from 'ioredis';
import type { Job, JobFilter } from '../job-engine.ts';
import { toJob } from './bullmq-commands.ts';
import { redisError } from './bullmq-connection.ts';
import { jobFields } from './bullmq-scripts.ts';

/** So many are read at once at least, where not all that are read are given. */
const least = 50;
const numberLength = 16;
const idOf = (member: string) => member.slice(numberLength + 1);

/** The engine's reads; both reject with `storage-unavailable`. */
export type Reading = { get(id: string): Promise<Job | undefined>; list(filter: JobFilter): Promise<Job[]> };

/** Reads over one connection; all keys begin with `base`, see bullmq-scripts.ts. */
export const createReading = (client: Redis, base: string): Reading => {
  const reading = async <Result>(read: () => Promise<Result>): Promise<Result> => {
    try {
      return await read();
    } catch (error) {
      throw redisError(error);
    }
  };
  const read = async (id: string) => toJob(await client.hmget(`${base}job:${id}`, ...jobFields));

  /** The smallest set that holds everything asked for. */
  const indexFor = ({ guildId, lane, state }: JobFilter) => {
    if (state !== undefined && (state !== 'done' || lane === undefined)) return `${base}state:${state}:${guildId}`;
    return lane === undefined ? `${base}guild:${guildId}` : `${base}of:${lane}`;
  };

  const list = async (filter: JobFilter): Promise<Job[]> => {
    const { guildId, lane, state, before, limit } = filter;
    let below = '+inf';
    if (before !== undefined) {
      const member = await client.hget(`${base}job:${before}`, 'member');
      if (member === null) return [];
      below = `(${Number(member.slice(0, numberLength))}`;
    }
    const found: Job[] = [];
    const step = Math.max(limit, least);
    for (;;) {
      const members = await client.zrange(indexFor(filter), below, '-inf', 'BYSCORE', 'REV', 'LIMIT', 0, step);
      for (const job of await Promise.all(members.map(async (member) => read(idOf(member))))) {
        const isAskedFor =
          job !== undefined &&
          job.guildId === guildId &&
          (lane === undefined || job.lane === lane) &&
          (state === undefined || job.state === state);
        if (isAskedFor && found.length < limit) found.push(job);
      }
      const last = members.at(-1);
      if (last === undefined || members.length < step || found.length === limit) return found;
      below = `(${Number(last.slice(0, numberLength))}`;
    }
  };

  return {
    get: async (id) => reading(async () => read(id)),
    list: async (filter) => reading(async () => list(filter)),
  };
};
