import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import { AppError, type ErrorCode } from '../../../src/errors.ts';
import { silentLogger, type Logger } from '../../../src/logger.ts';
import type { Job, JobEngine, JobHandler, NewJob, Outcome, QueueLimits } from '../../../src/queue/job-engine.ts';
import { createFakeClock, turns, until, type FakeClock } from '../../fake-clock.ts';

const day = 86_400_000;

/** What an engine is opened with. */
export type EngineSettings = {
  clock: FakeClock;
  log: Logger;
  concurrency: number;
  limits: QueueLimits;
  idempotencyRetentionMs: number;
};

/** An engine that must keep the contract: `open` opens the same jobs each time, `remove` deletes them. */
export type EngineKind = {
  name: string;
  place(): { open(settings: EngineSettings): Promise<JobEngine>; remove(): void };
};

/** Engines of one test, over the same jobs; stopped and removed when it ends. */
export const bench = (t: TestContext, kind: EngineKind, given: Partial<EngineSettings> = {}) => {
  const settings: EngineSettings = {
    clock: createFakeClock(),
    log: silentLogger,
    concurrency: 8,
    limits: { jobs: 100_000, bytes: 1e9 },
    idempotencyRetentionMs: 7 * day,
    ...given,
  };
  const place = kind.place();
  let current: JobEngine | undefined;
  /** Ends the engine at once, without waiting for what runs. */
  const halt = async () => {
    let isStopped = false;
    const stopped = current?.stop(0).then(() => (isStopped = true));
    current = undefined;
    while (stopped !== undefined && !isStopped) {
      await turns();
      if (!isStopped) settings.clock.advance(250);
    }
    await stopped;
  };
  t.after(async () => {
    await halt();
    place.remove();
  });
  return {
    clock: settings.clock,
    /** Opens the engine, again if need be: what runs is cut off. */
    async open(changed: Partial<EngineSettings> = {}): Promise<JobEngine> {
      if (current !== undefined) await halt();
      current = await place.open({ ...settings, ...changed });
      return current;
    },
  };
};

/** A job with a number in its payload. */
export const jobOf = (lane: string, number: number | string, more: Partial<NewJob> = {}): NewJob => ({
  id: `${lane}-${number}`,
  guildId: 'guild',
  lane,
  payload: `payload ${number}`,
  ...more,
});

/** An outcome without progress. */
export const done: Outcome = { state: 'done', progress: '' };

/** A handler that notes which jobs it was given and holds each until told how it ends. */
export const heldHandler = () => {
  const given: string[] = [];
  const held = new Map<
    string,
    {
      job: Job;
      save: (text: string) => Promise<void>;
      signal: AbortSignal;
      end(outcome: Outcome): void;
      fail(error: Error): void;
    }
  >();
  const handle: JobHandler = async (job, save, signal) => {
    given.push(job.id);
    assert.equal(held.has(job.id), false, `${job.id} is handed out twice at once`);
    return new Promise<Outcome>((resolve, reject) => {
      held.set(job.id, { job, save, signal, end: resolve, fail: reject });
    }).finally(() => held.delete(job.id));
  };
  return {
    handle,
    given,
    running: () => [...held.keys()],
    /** The job while the handler has it. */
    async take(id: string) {
      await until(() => held.has(id));
      const entry = held.get(id);
      assert.ok(entry);
      return entry;
    },
    async end(id: string, outcome: Outcome = done) {
      (await this.take(id)).end(outcome);
      await until(() => !held.has(id));
    },
  };
};

/** Whether an error is an AppError of that code. */
export const hasCode = (code: ErrorCode) => (error: unknown) => {
  assert.ok(error instanceof AppError, String(error));
  assert.equal(error.code, code);
  return true;
};
