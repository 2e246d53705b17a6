import { Queue, Worker } from 'bullmq';
import { z } from 'zod';
import type { Logger } from '../../logger.ts';
import type { Token } from './bullmq-commands.ts';
import type { RedisConnection } from './bullmq-connection.ts';

const queueName = 'lanes';
/** A worker that dies is noticed after this time without its lock being renewed, at the next look for such: https://docs.bullmq.io/guide/workers/stalled-jobs */
const lockMs = 3_000;
const stalledMs = 1_000;
const keepNone = { count: 0 };

const tokenSchema = z.object({ lane: z.string() });

/** Where BullMQ keeps tokens: the list of those that wait, and what begins the key of each. */
export const tokenKeys = (prefix: string): { waiting: string; each: string } => ({
  waiting: `${prefix}:${queueName}:wait`,
  each: `${prefix}:${queueName}:t`,
});

/** The queue of tokens, from any process to any worker. */
export type Tokens = {
  /** Puts a lane's token into the queue; resolves when it is there, or cannot be put there now. Twice is as good as once. */
  offer(token: Token): Promise<void>;
  /** Waits for what is on its way. */
  settled(): Promise<void>;
};

/** Tokens as jobs of BullMQ over a connection that others use too. */
export const createTokens = ({ client }: RedisConnection, prefix: string, log: Logger): Tokens => {
  const queue = new Queue(queueName, {
    connection: client,
    prefix,
    skipVersionCheck: true,
    skipWaitingForReady: true,
    streams: { events: { maxLen: 100 } },
    defaultJobOptions: { removeOnComplete: true, removeOnFail: true },
  });
  queue.on('error', (error) => log.debug({ error }, 'the queue’s connection reports an error'));
  const underWay = new Set<Promise<void>>();
  const add = async ({ lane, token }: Token) => {
    try {
      // BullMQ takes no number as an id.
      await queue.add('lane', { lane }, { jobId: `t${token}` });
    } catch (error) {
      log.debug({ error, webhook: lane }, 'a lane’s token is not in the queue; it will be put there again');
    }
  };
  return {
    async offer(token) {
      const added = add(token);
      underWay.add(added);
      await added;
      underWay.delete(added);
    },
    async settled() {
      await Promise.all(underWay);
    },
  };
};

/** Takes tokens out of the queue, `concurrency` at once; a token whose worker died is taken again by another. */
export type TokenWorker = {
  start(): void;
  /** Takes no more. */
  pause(): void;
  /** Resolves when none is in hand, or at once while Redis is away: then what was in hand is taken again later. */
  close(): Promise<void>;
};

/** What {@link createTokenWorker} needs. `work` must not throw. */
export type TokenWorkerOptions = {
  connection: RedisConnection;
  prefix: string;
  concurrency: number;
  log: Logger;
  work(token: Token): Promise<void>;
};

/** A worker of BullMQ; nothing is taken before its start. */
export const createTokenWorker = ({ connection, prefix, concurrency, log, work }: TokenWorkerOptions): TokenWorker => {
  const worker = new Worker<unknown>(
    queueName,
    async (job) => work({ lane: tokenSchema.parse(job.data).lane, token: (job.id ?? '').slice(1) }),
    {
      connection: connection.client,
      prefix,
      concurrency,
      autorun: false,
      skipVersionCheck: true,
      lockDuration: lockMs,
      stalledInterval: stalledMs,
      maxStalledCount: Number.MAX_SAFE_INTEGER,
      runRetryDelay: 500,
      removeOnComplete: keepNone,
      removeOnFail: keepNone,
    },
  );
  worker.on('error', (error) => log.debug({ error }, 'a worker’s connection reports an error'));
  worker.on('stalled', (id) =>
    log.warn({ token: id }, 'a worker went away with a job in hand; it is handed out again'),
  );
  return {
    start() {
      worker.run().catch((error: unknown) => log.error({ error }, 'the worker ended by itself'));
    },
    pause() {
      worker.pause(true).catch((error: unknown) => log.debug({ error }, 'the worker cannot be paused'));
    },
    close: async () => worker.close(connection.client.status !== 'ready'),
  };
};
