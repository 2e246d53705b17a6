import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe } from 'node:test';
import { createSqliteBackend } from '../../src/store/backends/sqlite.ts';
import type { BackendKind } from './repository/backend-kind.ts';
import { changingContract } from './repository/changing.ts';
import { keepingContract } from './repository/keeping.ts';

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

for (const kind of [sqlite])
  describe(`the store on ${kind.name}`, () => {
    describe('keeps', () => keepingContract(kind));
    describe('changes', () => changingContract(kind));
  });
