import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { createBullEngine } from '../../src/queue/engines/bullmq.ts';
import { createSqliteEngine } from '../../src/queue/engines/sqlite.ts';
import { needs } from '../needs.ts';
import { startRedis, type TestRedis } from '../redis.ts';
import { addingContract } from './job-engine/adding.ts';
import type { EngineKind } from './job-engine/engine-kind.ts';
import { lanesContract } from './job-engine/lanes.ts';
import { readingContract } from './job-engine/reading.ts';
import { retryingContract } from './job-engine/retrying.ts';
import { stoppingContract } from './job-engine/stopping.ts';

const sqlite: EngineKind = {
  name: 'sqlite',
  place() {
    const dir = mkdtempSync(join(tmpdir(), 'guildhook-'));
    return {
      open: async (settings) => createSqliteEngine({ file: join(dir, 'jobs.db'), ...settings }),
      remove: () => rmSync(dir, { recursive: true }),
    };
  },
};

let redis: TestRedis | undefined;
let places = 0;

const bullmq: EngineKind = {
  name: 'bullmq',
  place() {
    places += 1;
    const prefix = `place${places}`;
    return {
      open: async (settings) => createBullEngine({ redisUrl: redis?.url ?? '', prefix, works: true, ...settings }),
      remove: () => undefined,
    };
  },
};

const contract = (kind: EngineKind) => {
  describe('adds', () => addingContract(kind));
  describe('hands out', () => lanesContract(kind));
  describe('tries again', () => retryingContract(kind));
  describe('tells', () => readingContract(kind));
  describe('stops and goes on', () => stoppingContract(kind));
};

describe('the engine sqlite', () => contract(sqlite));
describe('the engine bullmq', needs('redis-server'), () => {
  before(async () => void (redis = await startRedis({ after: () => undefined })));
  after(async () => redis?.stop());
  contract(bullmq);
});
