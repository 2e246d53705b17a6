import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { silentLogger } from '../../src/logger.ts';
import { createRedisBackend } from '../../src/store/backends/redis.ts';
import { createSqliteBackend } from '../../src/store/backends/sqlite.ts';
import type { BackendKind } from './repository/backend-kind.ts';
import { changingContract } from './repository/changing.ts';
import { keepingContract } from './repository/keeping.ts';
import { sharingContract } from './repository/sharing.ts';
import { needs } from '../needs.ts';
import { startRedis, type TestRedis } from '../redis.ts';

const sqlite: BackendKind = {
  name: 'sqlite',
  place() {
    const dir = mkdtempSync(join(tmpdir(), 'guildhook-'));
    return {
      backend: () => createSqliteBackend(join(dir, 'store.db')),
      remove: () => rmSync(dir, { recursive: true }),
    };
  },
};

let server: TestRedis | undefined;
let places = 0;

const redis: BackendKind = {
  name: 'redis',
  place() {
    places += 1;
    const options = { redisUrl: server?.url ?? '', prefix: `place${places}`, clock: systemClock, log: silentLogger };
    return { backend: () => createRedisBackend(options), remove: () => undefined };
  },
};

const contract = (kind: BackendKind) => {
  describe('keeps', () => keepingContract(kind));
  describe('changes', () => changingContract(kind));
};

describe('the store on sqlite', () => contract(sqlite));
describe('the store on redis', needs('redis-server'), () => {
  before(async () => void (server = await startRedis({ after: () => undefined })));
  after(async () => server?.stop());
  contract(redis);
  describe('shares', () => sharingContract(redis));
});
