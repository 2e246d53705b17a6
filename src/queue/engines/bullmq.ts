import { systemClock, type Clock } from '../../clock.ts';
import { AppError } from '../../errors.ts';
import type { Failpoint } from '../../failpoint.ts';
import type { Logger } from '../../logger.ts';
import { defaultConcurrency, defaultLimits, overloadedRetryMs } from '../defaults.ts';
import type { Added, JobEngine, NewJob, QueueLimits } from '../job-engine.ts';
import { guildOverloaded } from '../guild-load.ts';
import { createCommands, type Counts, type Token } from './bullmq-commands.ts';
import { connectRedis, type RedisConnection } from './bullmq-connection.ts';
import { warnOfRisks } from './bullmq-durability.ts';
import { createEnds } from './bullmq-ends.ts';
import { createReading } from './bullmq-reading.ts';
import { createBullRetries } from './bullmq-retries.ts';
import { createBullRunner } from './bullmq-runner.ts';
import { createTokens, createTokenWorker, tokenKeys } from './bullmq-tokens.ts';

const sweepStep = 50;
const mendMs = 2_000;
const statsMs = 1_000;
const closeMs = 2_000;

/** Where the queue is and how much it may hold. */
export type BullEngineOptions = {
  /** `redis://…` or `rediss://…` of Redis 7 or Valkey, which is to run with `appendonly yes` and `appendfsync always`. */
  redisUrl: string;
  /** What all keys begin with, in braces so that a cluster keeps them on one node; `guildhook` without it. */
  prefix?: string;
  clock: Clock;
  log: Logger;
  /** Jobs in this process' handler at once; 64 without it. */
  concurrency?: number;
  limits?: QueueLimits;
  /** How long an idempotency key is remembered at least, even if its job was swept; it lives at least as long as its job. */
  idempotencyRetentionMs: number;
  /** Whether this process carries jobs out; one that only receives never hands any out. */
  works: boolean;
  failpoint?: Failpoint | undefined;
  /** Measures the upkeep that goes by the machine's time as BullMQ's own does; tests hold it still. */
  machine?: Clock;
};

/**
 * The engine of many processes on one Redis or Valkey. A lane with work has one token in BullMQ's queue; whoever takes it
 * carries out the lane's next job and puts the lane's next token at the queue's end. Every write is answered once Redis has
 * answered, which with `appendfsync always` is once it is on disk: https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
 * @throws AppError `storage-unavailable` when Redis cannot be reached.
 */
export const createBullEngine = async (options: BullEngineOptions): Promise<JobEngine> => {
  const { redisUrl, prefix = 'guildhook', clock, log, concurrency = defaultConcurrency, works } = options;
  const { limits = defaultLimits, idempotencyRetentionMs, machine = systemClock, failpoint } = options;
  const base = `{${prefix}}:queue:`;
  const bullPrefix = `{${prefix}}:bull`;
  const open: RedisConnection[] = [];
  const connect = async (failFast: boolean) => {
    const connection = await connectRedis({ redisUrl, log, failFast });
    open.push(connection);
    return connection;
  };

  let counts: Counts = { waiting: 0, active: 0, retrying: 0, bytes: 0, since: Infinity, next: Infinity };
  let countedAt = 0;
  let stopped: Promise<void> | undefined;
  let callOffUpkeep: (() => void) | undefined;

  const connection = await connect(true);
  const commands = createCommands({
    client: connection.client,
    base,
    tokens: tokenKeys(bullPrefix),
    counted(told) {
      counts = told;
      countedAt = machine.now();
      retries.next(told.next);
    },
  });
  const tokens = createTokens(connection, bullPrefix, log);
  const offer = (token: Token) => void tokens.offer(token);
  const retries = createBullRetries({ clock, log, due: commands.due, offer });
  const reading = createReading(connection.client, base);
  const ends = createEnds({ clock, base, get: reading.get, connect: async () => connect(true) });
  const runner = createBullRunner({ clock, machine, log, commands, tokens, failpoint });
  let worker: ReturnType<typeof createTokenWorker> | undefined;
  await commands.look();
  await warnOfRisks(connection.client, log);

  /** A process that dies after a lane's token was issued and before it is in the queue leaves the lane to this. */
  const upkeep = async () => {
    try {
      let cursor = '0';
      do {
        const step = await commands.mend(cursor);
        step.tokens.forEach(offer);
        ({ cursor } = step);
      } while (cursor !== '0' && stopped === undefined);
    } catch (error) {
      log.debug({ error }, 'the queue cannot be looked through; trying again');
    }
    if (stopped === undefined) callOffUpkeep = machine.after(mendMs, () => void upkeep());
  };

  const inSteps = async (step: () => Promise<number>): Promise<number> => {
    let all = 0;
    for (let count = sweepStep; count === sweepStep && stopped === undefined; all += count) {
      count = await step();
      await new Promise(setImmediate);
    }
    return all;
  };

  /** Deletes what has ended and is not among a guild's newest. */
  const sweepGuild = async (guildId: string, keep: number): Promise<number> => {
    const keys = { keysBefore: clock.now() - idempotencyRetentionMs, keepKeysMs: idempotencyRetentionMs };
    let from = 0;
    let gone = 0;
    await inSteps(async () => {
      const { seen, deleted } = await commands.sweepGuild({ guildId, ...keys, limit: sweepStep, keep, from });
      from += seen - deleted;
      gone += deleted;
      return seen;
    });
    return gone;
  };

  const adding = new Set<Promise<unknown>>();
  const add = async (job: NewJob): Promise<Added> => {
    const size = Buffer.byteLength(job.payload);
    failpoint?.('commit:before');
    const { status, id, token } = await commands.add(job, { size, now: clock.now(), limits });
    failpoint?.('commit:after');
    if (status === 'full')
      throw new AppError('overloaded', 'Too many deliveries are waiting; try again later.', {
        retryAfterMs: overloadedRetryMs,
      });
    if (status === 'guild full') throw guildOverloaded();
    if (status === 'refused') throw new AppError('internal', `The queue refused the job ${id}: it is there already.`);
    // The job is safe already; a token that does not get into the queue is put there by the upkeep.
    if (token !== '') offer({ lane: job.lane, token });
    return { status, id };
  };

  const stop = async (graceMs: number) => {
    callOffUpkeep?.();
    retries.stop();
    worker?.pause();
    await Promise.all([runner.stop(graceMs), Promise.allSettled(adding)]);
    const closed = Promise.all([worker?.close(), ends.stop(), tokens.settled()]);
    let callOff = () => {};
    const tooLong = new Promise<void>((resolve) => (callOff = machine.after(closeMs, resolve)));
    await Promise.race([closed, tooLong]);
    callOff();
    for (const { close } of open) close();
  };

  return {
    async add(job) {
      if (stopped !== undefined) throw new AppError('stopping', 'The program is stopping; try again in a moment.');
      const added = add(job);
      adding.add(added);
      try {
        return await added;
      } finally {
        adding.delete(added);
      }
    },
    async start(handler) {
      if (!works || stopped !== undefined) return;
      worker = createTokenWorker({
        connection: await connect(false),
        prefix: bullPrefix,
        concurrency,
        log,
        work: async (token) => runner.work(handler, token),
      });
      worker.start();
      retries.start();
      await upkeep();
    },
    get: reading.get,
    settled: ends.settled,
    list: reading.list,
    stats() {
      if (machine.now() - countedAt > statsMs && stopped === undefined) {
        countedAt = machine.now();
        commands.look().catch((error: unknown) => log.debug({ error }, 'the queue cannot be counted'));
      }
      const { waiting, active, retrying, bytes, since } = counts;
      return { waiting, active, retrying, bytes, oldestMs: since === Infinity ? 0 : Math.max(clock.now() - since, 0) };
    },
    async sweep(endedBefore, { guildIds, keep } = { guildIds: [], keep: 0 }) {
      failpoint?.('retention:before');
      const keepKeysMs = idempotencyRetentionMs;
      let gone = await inSteps(async () =>
        commands.sweepJobs({ endedBefore, keysBefore: clock.now() - keepKeysMs, keepKeysMs, limit: sweepStep }),
      );
      for (const guildId of guildIds) gone += await sweepGuild(guildId, keep);
      await inSteps(async () => commands.sweepKeys(clock.now(), sweepStep));
      failpoint?.('retention:after');
      return gone;
    },
    stop: async (graceMs) => (stopped ??= stop(graceMs)),
  };
};
