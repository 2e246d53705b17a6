import assert from 'node:assert/strict';
import { after, before, type TestContext } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { silentLogger } from '../../../src/logger.ts';
import { createBullEngine, type BullEngineOptions } from '../../../src/queue/engines/bullmq.ts';
import { startRedis, type TestRedis } from '../../redis.ts';

/** A Redis for all tests of a file; call it in a `describe` that needs one. */
export const useRedis = (): (() => TestRedis) => {
  let redis: TestRedis | undefined;
  before(async () => void (redis = await startRedis({ after: () => undefined })));
  after(async () => redis?.stop());
  return () => {
    assert.ok(redis);
    return redis;
  };
};

let places = 0;

/** Opens engines over one queue of the test's own, as so many processes would; they stop when the test ends. */
export const engines = (t: TestContext, redis: TestRedis) => {
  places += 1;
  const prefix = `test${places}`;
  return {
    prefix,
    async open(given: Partial<BullEngineOptions> = {}) {
      const engine = await createBullEngine({
        redisUrl: redis.url,
        prefix,
        clock: systemClock,
        log: silentLogger,
        idempotencyRetentionMs: 604_800_000,
        works: true,
        ...given,
      });
      t.after(async () => engine.stop(0));
      return engine;
    },
  };
};
