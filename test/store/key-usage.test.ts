import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { KeyRecord } from '../../src/domain/key.ts';
import { silentLogger } from '../../src/logger.ts';
import { createKeyUsage } from '../../src/store/key-usage.ts';
import type { Store } from '../../src/store/repositories.ts';
import { createFakeClock, turns } from '../fake-clock.ts';

const record: KeyRecord = {
  id: 'aaaaaaaaaaaa',
  guildId: '123456789012345678',
  label: 'shop',
  digest: '0'.repeat(64),
  first: true,
  createdAt: 1,
  createdBy: '123456789012345678',
};

const createKeys = () => {
  let key = record;
  let writes = 0;
  const keys: Pick<Store['keys'], 'update'> = {
    update: async (id, change) => {
      if (id !== key.id) return undefined;
      writes += 1;
      return (key = change(key, []));
    },
  };
  return { keys, lastUsedAt: () => key.lastUsedAt, writes: () => writes };
};

test('many uses are one write, with the last moment', async () => {
  const clock = createFakeClock();
  const { keys, lastUsedAt, writes } = createKeys();
  const usage = createKeyUsage({ keys, clock, log: silentLogger });
  for (const at of [10, 30, 20]) usage.used(record.id, at);
  usage.used('unknown', 99);
  assert.equal(writes(), 0);
  clock.advance(30_000);
  await turns();
  assert.deepEqual([lastUsedAt(), writes()], [30, 1]);
});

test('closing writes what is not yet written, and a failing store loses nothing but that', async () => {
  const clock = createFakeClock();
  const { keys, lastUsedAt } = createKeys();
  let fails = true;
  const update: Store['keys']['update'] = async (...args) => {
    if (fails) throw new Error('disk full');
    return keys.update(...args);
  };
  const usage = createKeyUsage({ keys: { update }, clock, log: silentLogger });
  usage.used(record.id, 10);
  clock.advance(30_000);
  await turns();
  fails = false;
  usage.used(record.id, 40);
  await usage.close();
  assert.equal(lastUsedAt(), 40);
});
