import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'node:test';
import { createSqliteEngine } from '../../src/queue/engines/sqlite.ts';
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

for (const kind of [sqlite])
  describe(`the engine ${kind.name}`, () => {
    describe('adds', () => addingContract(kind));
    describe('hands out', () => lanesContract(kind));
    describe('tries again', () => retryingContract(kind));
    describe('tells', () => readingContract(kind));
    describe('stops and goes on', () => stoppingContract(kind));
  });
