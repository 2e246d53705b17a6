import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../clock.ts';
import { AppError } from '../../errors.ts';
import type { Failpoint } from '../../failpoint.ts';
import type { Logger } from '../../logger.ts';
import { storageError } from '../../store/sqlite-errors.ts';
import { defaultConcurrency, defaultLimits, overloadedRetryMs } from '../defaults.ts';
import { createGuildLoad } from '../guild-load.ts';
import type { Added, Job, JobEngine, NewJob, QueueLimits } from '../job-engine.ts';
import { createLanes } from '../lanes.ts';
import { createGroupCommit } from './group-commit.ts';
import { createCleanStop } from './sqlite-clean-stop.ts';
import { createRetries } from './sqlite-retries.ts';
import { createRunner } from './sqlite-runner.ts';
import { openQueueFile, queueName } from './sqlite-schema.ts';
import { prepareStatements, type StoredJob } from './sqlite-statements.ts';
import { createWaiters } from './waiters.ts';

const sweepStep = 50;
const shrinkStep = 500;

/** Where the queue's file is and how much it may hold. */
export type SqliteEngineOptions = {
  file: string;
  clock: Clock;
  log: Logger;
  /** Jobs in the handler's hands at once; 64 without it. */
  concurrency?: number;
  limits?: QueueLimits;
  /** How long an idempotency key is remembered at least, even if its job was swept; it lives at least as long as its job. */
  idempotencyRetentionMs: number;
  /** How the file is opened; tests hold on to it to make it fail. */
  openFile?: (file: string) => DatabaseSync;
  failpoint?: Failpoint | undefined;
};

const toError = (cause: unknown) => storageError(queueName, cause);

/**
 * The embedded engine: one file, one process. Every write is on disk (WAL, `synchronous=FULL`) before it is answered.
 * Rejects with AppError `storage-unavailable` when the file cannot be opened, is damaged or newer than this program.
 */
export const createSqliteEngine = async (options: SqliteEngineOptions): Promise<JobEngine> => {
  const { file, failpoint, openFile = (path) => openQueueFile(path, undefined, failpoint) } = options;
  const db = openFile(file);
  try {
    return createEngine(options, db);
  } catch (error) {
    db.close();
    throw toError(error);
  }
};

const createEngine = (options: SqliteEngineOptions, db: DatabaseSync): JobEngine => {
  const {
    clock,
    log,
    concurrency = defaultConcurrency,
    limits = defaultLimits,
    idempotencyRetentionMs,
    failpoint,
  } = options;
  const statements = prepareStatements(db);
  const commits = createGroupCommit(db, toError, failpoint);
  const lanes = createLanes<StoredJob>();
  const waiters = createWaiters(clock);
  let lastSeq = statements.highestSeq();
  const guilds = createGuildLoad(limits.guild);
  let retrying = 0;
  let jobs = 0;
  let bytes = 0;
  let stopped: Promise<void> | undefined;

  const waiting = statements.waitingLanes();
  const cleanStop = createCleanStop({ db, statements, heads: waiting.map(({ first }) => first), now: clock.now() });
  for (const { count, bytes: size, seq } of statements.retrying()) {
    guilds.change(statements.guildOf(seq), count, size);
    retrying += count;
    jobs += count;
    bytes += size;
  }
  for (const { lane, count, bytes: size, first } of waiting) {
    const head = statements.bySeq(first);
    // Only a crash leaves progress on a job that never left its lane: it was interrupted.
    lanes.load({ lane, count, createdAt: head?.job.createdAt ?? 0, first: head?.job.progress !== '' });
    guilds.change(head?.job.guildId ?? '', count, size);
    jobs += count;
    bytes += size;
  }

  const runner = createRunner({
    clock,
    log,
    concurrency,
    lanes,
    commits,
    statements,
    ended(stored, job) {
      jobs -= 1;
      bytes -= stored.bytes;
      guilds.change(job.guildId, -1, -stored.bytes);
      waiters.ended(job);
    },
    retrying(_stored, runAt) {
      retrying += 1;
      retries.planned(runAt);
    },
    returned() {
      retrying -= 1;
    },
    wasInterrupted: cleanStop.wasInterrupted,
    failpoint,
  });
  const retries = createRetries({
    clock,
    log,
    lanes,
    statements,
    isActive: runner.isActive,
    changed: runner.pump,
  });

  const insert = (job: NewJob, size: number): { added: Added; stored?: StoredJob } => {
    const { idempotency } = job;
    const known = idempotency && statements.findKey(job.lane, idempotency.key);
    if (idempotency && known)
      return {
        added: { status: known.fingerprint === idempotency.fingerprint ? 'duplicate' : 'conflict', id: known.id },
      };
    guilds.check(job.guildId, size);
    if (jobs >= limits.jobs || bytes + size > limits.bytes)
      throw new AppError('overloaded', 'Too many deliveries are waiting; try again later.', {
        retryAfterMs: overloadedRetryMs,
      });
    const now = clock.now();
    const seq = lastSeq + 1;
    statements.insert(seq, job, size, now);
    if (idempotency) statements.insertKey(seq, job, idempotency, now);
    lastSeq = seq;
    jobs += 1;
    bytes += size;
    guilds.change(job.guildId, 1, size);
    const { id, guildId, lane, payload } = job;
    const stored: Job = {
      id,
      guildId,
      lane,
      payload,
      progress: '',
      state: 'queued',
      createdAt: now,
      runAt: now,
      finishedAt: undefined,
    };
    return { added: { status: 'added', id }, stored: { seq, bytes: size, job: stored } };
  };

  const read = async <Result>(query: () => Result): Promise<Result> => {
    try {
      return query();
    } catch (error) {
      throw toError(error);
    }
  };
  const get = async (id: string) => read(() => statements.byId(id));

  /** Many small writes with everybody else's between them; how much all of them did. */
  const inSteps = async (limit: number, step: () => number): Promise<number> => {
    let all = 0;
    for (let count = limit; count >= limit && stopped === undefined; all += count) count = await commits.write(step);
    return all;
  };

  /** Deletes what has ended and is not among a guild's newest. */
  const sweepGuild = async (guildId: string, keep: number): Promise<number> => {
    const upTo = await read(() => statements.newestBeyond(guildId, keep));
    if (upTo === undefined) return 0;
    const keys = { keysBefore: clock.now() - idempotencyRetentionMs, keepKeysMs: idempotencyRetentionMs };
    let after = 0;
    let gone = 0;
    await inSteps(sweepStep, () => {
      const step = statements.sweepGuild({ guildId, after, upTo, ...keys, limit: sweepStep });
      after = step.last;
      gone += step.deleted;
      return step.seen;
    });
    return gone;
  };

  const stop = async (graceMs: number) => {
    retries.stop();
    await runner.stop(graceMs);
    commits.flush();
    waiters.stop();
    try {
      cleanStop.mark(runner.leftUnderWay());
      db.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      log.warn({ error }, 'the queue’s journal could not be put away; the next start does it');
    }
    db.close();
  };

  return {
    async add(job) {
      if (stopped !== undefined) throw new AppError('stopping', 'The program is stopping; try again in a moment.');
      const size = Buffer.byteLength(job.payload);
      let counted = false;
      try {
        const { added, stored } = await commits.write(() => {
          const result = insert(job, size);
          counted = result.stored !== undefined;
          return result;
        });
        if (stored !== undefined) {
          lanes.wait(job.lane, stored.job.createdAt, stored);
          runner.pump();
        }
        return added;
      } catch (error) {
        if (counted) {
          jobs -= 1;
          bytes -= size;
          guilds.change(job.guildId, -1, -size);
        }
        if (error instanceof AppError) throw error;
        throw new AppError('internal', `The queue refused the job ${job.id}.`, { cause: error });
      }
    },
    async start(handler) {
      // What is due first: it goes ahead of what waits in its lane.
      retries.start();
      runner.start(handler);
    },
    get,
    async settled(id, timeoutMs) {
      const job = await get(id);
      if (job === undefined || job.state !== 'queued' || stopped !== undefined) return job;
      return (await waiters.wait(id, timeoutMs)) ?? (stopped === undefined ? get(id) : job);
    },
    list: async (filter) => read(() => statements.list(filter)),
    stats() {
      const oldest = lanes.oldest();
      return {
        waiting: lanes.counts().waiting,
        active: runner.active(),
        retrying,
        bytes,
        oldestMs: oldest === undefined ? 0 : Math.max(clock.now() - oldest, 0),
      };
    },
    async sweep(endedBefore, { guildIds, keep } = { guildIds: [], keep: 0 }) {
      const keepKeysMs = idempotencyRetentionMs;
      failpoint?.('retention:before');
      let jobsGone = await inSteps(sweepStep, () =>
        statements.sweepJobs({ endedBefore, keysBefore: clock.now() - keepKeysMs, keepKeysMs, limit: sweepStep }),
      );
      for (const guildId of guildIds) jobsGone += await sweepGuild(guildId, keep);
      failpoint?.('retention:after');
      await inSteps(sweepStep, () => statements.sweepKeys(clock.now(), sweepStep));
      await inSteps(shrinkStep, () => statements.shrink(shrinkStep));
      return jobsGone;
    },
    stop: async (graceMs) => (stopped ??= stop(graceMs)),
  };
};
