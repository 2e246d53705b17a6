import type { Clock } from '../../clock.ts';
import type { Job } from '../job-engine.ts';
import { redisError, type RedisConnection } from './bullmq-connection.ts';

/** Those who wait for a job's end, whichever process brings it about. */
export type Ends = {
  /** The job once it has ended; as it stands after `timeoutMs`, or when everything stops. */
  settled(id: string, timeoutMs: number): Promise<Job | undefined>;
  /** Nobody waits any longer; resolves when all have their answer. */
  stop(): Promise<void>;
};

/** What {@link createEnds} needs: `connect` opens a connection of its own for what is published, at the first use. */
export type EndsOptions = {
  clock: Clock;
  base: string;
  get(id: string): Promise<Job | undefined>;
  connect(): Promise<RedisConnection>;
};

type Waiter = { look(): Promise<void>; finish(): void };

/** An end is published once (`end` in bullmq-scripts.ts); a job is read again after listening began, so that none is missed. */
export const createEnds = ({ clock, base, get, connect }: EndsOptions): Ends => {
  const waiters = new Map<string, Set<Waiter>>();
  const answers = new Set<Promise<unknown>>();
  let connection: Promise<RedisConnection> | undefined;
  let isStopped = false;
  const channelOf = (id: string) => `${base}ended:${id}`;

  const look = (waiting: Iterable<Waiter>) => {
    // A read that fails here is made up for when the time is over.
    for (const waiter of waiting) waiter.look().catch(() => undefined);
  };
  const listen = async (): Promise<RedisConnection> => {
    const opened = await connect();
    opened.client.on('message', (channel: string) => look(waiters.get(channel.slice(channelOf('').length)) ?? []));
    // What was published while the connection was away is not published again: https://redis.io/docs/latest/develop/pubsub/
    opened.client.on('ready', () => look([...waiters.values()].flatMap((all) => [...all])));
    return opened;
  };
  const subscribe = async (id: string) => {
    connection ??= listen().catch((error: unknown) => {
      connection = undefined;
      throw error;
    });
    try {
      const { client } = await connection;
      if (!isStopped) await client.subscribe(channelOf(id));
    } catch (error) {
      if (!isStopped) throw redisError(error);
    }
  };
  const forget = (id: string, waiter: Waiter) => {
    const all = waiters.get(id);
    all?.delete(waiter);
    if (all?.size !== 0) return;
    waiters.delete(id);
    if (isStopped) return;
    connection?.then(async ({ client }) => client.unsubscribe(channelOf(id))).catch(() => undefined);
  };

  const wait = async (id: string, timeoutMs: number): Promise<Job | undefined> => {
    let latest: Job | undefined;
    let finish = () => {};
    const over = new Promise<void>((resolve) => {
      const callOff = clock.after(timeoutMs, resolve);
      finish = () => {
        callOff();
        resolve();
      };
    });
    const waiter: Waiter = {
      async look() {
        latest = await get(id);
        if (latest?.state !== 'queued') finish();
      },
      finish,
    };
    waiters.set(id, (waiters.get(id) ?? new Set<Waiter>()).add(waiter));
    try {
      await subscribe(id);
      await waiter.look();
      await over;
      if (latest?.state === 'queued') await waiter.look();
      return latest;
    } finally {
      finish();
      forget(id, waiter);
    }
  };

  return {
    async settled(id, timeoutMs) {
      if (isStopped) return get(id);
      const answer = wait(id, timeoutMs);
      answers.add(answer);
      try {
        return await answer;
      } finally {
        answers.delete(answer);
      }
    },
    async stop() {
      isStopped = true;
      for (const all of waiters.values()) for (const { finish } of all) finish();
      await Promise.allSettled(answers);
      connection?.then(({ close }) => close()).catch(() => undefined);
    },
  };
};
