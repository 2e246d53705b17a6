import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../../src/logger.ts';
import { openStore } from '../../src/store/open-store.ts';
import { ownShelf, type Backend } from '../../src/store/shelf.ts';
import { createFakeClock } from '../fake-clock.ts';
import { temporaryFile } from '../queue/engines/open-files.ts';

const context = { clock: createFakeClock(), log: silentLogger };

test('keeps everything in one file of the data directory', async (t) => {
  const names: string[] = [];
  const path = temporaryFile(t, 'store.db');
  const file = (name: string) => {
    names.push(name);
    return path;
  };
  const first = await openStore({ dir: { file }, ...context });
  await first.facts.set('name', 'value');
  await first.close();
  const again = await openStore({ dir: { file }, ...context });
  assert.equal(await again.facts.get('name'), 'value');
  await again.close();
  assert.deepEqual(names, ['store.db', 'store.db']);
});

test('closes what it has opened when the rest cannot be', async () => {
  let isOpen = 0;
  const shelf = ownShelf({
    get: async () => undefined,
    getMany: async () => [],
    set: async () => undefined,
    delete: async () => false,
    keys: async () => [],
    close: async () => void (isOpen -= 1),
  });
  const backend: Backend = {
    async open(collection) {
      if (collection === 'guilds') throw new Error('no more');
      isOpen += 1;
      return shelf;
    },
  };
  await assert.rejects(openStore({ dir: { file: (name) => name }, ...context, backend }), /no more/);
  assert.equal(isOpen, 0);
});
