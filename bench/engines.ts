import { join } from 'node:path';
import { z } from 'zod';
import { startRedis } from '../test/redis.ts';
import type { Benchmark } from './benchmark.ts';
import { startProcess } from './child.ts';
import { temporaryFolder } from './discord.ts';
import { interleave } from './numbers.ts';
import { openEngine } from './open-engine.ts';

const jobs = 4_000;
const lanes = 64;
const payload = 'x'.repeat(600);

/** An empty place for an engine, gone at the end. */
type Place = AsyncDisposable & { path: string };

const redisPlace = async (): Promise<Place> => {
  const redis = await startRedis({ after: () => undefined });
  return { path: redis.url, [Symbol.asyncDispose]: redis.stop };
};
const filePlace = async (): Promise<Place> => {
  const folder = await temporaryFolder();
  return { path: join(folder.path, 'jobs.db'), [Symbol.asyncDispose]: async () => folder[Symbol.asyncDispose]() };
};

const perSecond = (count: number, startedAt: number) => (count / (performance.now() - startedAt)) * 1_000;

/** Jobs added a second, each with an idempotency key, by so many callers at once that each wait for their answer. */
const adding = async (place: Place, callers: number): Promise<number> => {
  const engine = await openEngine(place.path);
  let number = 0;
  const call = async () => {
    while (number < jobs) {
      number += 1;
      const [id, lane] = [`job${number}`, `lane${number % lanes}`];
      await engine.add({ id, guildId: 'guild', lane, payload, idempotency: { key: id, fingerprint: 'same' } });
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: callers }, call));
  const rate = perSecond(jobs, startedAt);
  await engine.stop(0);
  return rate;
};

/** Jobs carried out a second from a backlog, by a handler that does nothing. */
const draining = async (place: Place): Promise<number> => {
  await adding(place, 256);
  const engine = await openEngine(place.path);
  const startedAt = performance.now();
  await new Promise<void>((resolve, reject) => {
    let left = jobs;
    const handle = async () => {
      left -= 1;
      if (left === 0) resolve();
      return { state: 'done', progress: '' } as const;
    };
    engine.start(handle).catch(reject);
  });
  const rate = perSecond(jobs, startedAt);
  await engine.stop(1_000);
  return rate;
};

/** Milliseconds from the SIGKILL of a worker with a job in hand until another has the job, opening its engine included. */
const recovering = async (place: Place): Promise<number> => {
  const engine = await openEngine(place.path);
  await engine.add({ id: 'job', guildId: 'guild', lane: 'lane', payload });
  await engine.stop(0);
  await using worker = await startProcess('engine', z.object({}), { BENCH_PLACE: place.path });
  const startedAt = performance.now();
  await worker.kill();
  const next = await openEngine(place.path);
  const tookMs = await new Promise<number>((resolve, reject) => {
    const handle = async () => {
      resolve(performance.now() - startedAt);
      return { state: 'done', progress: '' } as const;
    };
    next.start(handle).catch(reject);
  });
  await next.stop(1_000);
  return tookMs;
};

const measure = async (rounds: number, what: string, of: (place: Place) => Promise<number>) => {
  const at = async (open: () => Promise<Place>) => {
    await using place = await open();
    const found = await of(place);
    return found;
  };
  const found = await interleave(rounds, { value: async () => at(redisPlace), baseline: async () => at(filePlace) });
  return { what, ...found, ratio: found.value / found.baseline };
};

/** The engine of many processes and the embedded one, both with every write on disk before it is answered. */
export const engines: Benchmark = {
  name: 'engines',
  about: 'jobs on BullMQ and Redis (AOF, fsync always) against the embedded engine on SQLite; needs redis-server',
  run: async (rounds) => [
    await measure(rounds, 'jobs added/s, 32 at once', async (place) => adding(place, 32)),
    await measure(rounds, 'jobs added/s, 256 at once', async (place) => adding(place, 256)),
    await measure(rounds, `jobs carried out/s, ${lanes} lanes`, draining),
    await measure(rounds, 'SIGKILL of a worker to its job handed out again, ms', recovering),
  ],
};
