import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { AppError } from '../../../src/errors.ts';
import type { KeyRecord } from '../../../src/domain/key.ts';
import { processesOf, guilds, keyOf, webhookOf, type BackendKind } from './backend-kind.ts';

/** What every backend keeps that several processes write to at once. */
export const sharingContract = (kind: BackendKind): void => {
  test('two processes that change one record at once lose nothing', async (t) => {
    const open = processesOf(t, kind);
    const stores = [await open(), await open()] as const;
    await stores[0].webhooks.create(webhookOf(1));
    const { id } = webhookOf(1);
    const edit = async (number: number) =>
      stores[number % 2]?.webhooks.update(id, (hook) => ({ ...hook, revision: hook.revision + 1 }));
    await Promise.all(Array.from({ length: 60 }, async (_, number) => edit(number)));
    assert.equal((await (await open()).webhooks.get(id))?.revision, 61);
  });

  test('of two that may not both be, one is created, whichever process is asked', async (t) => {
    const open = processesOf(t, kind);
    const stores = [await open(), await open()] as const;
    const unlessNamed = (others: KeyRecord[]) => {
      if (others.some(({ label }) => label === 'same')) throw new AppError('name-taken', 'There is one already.');
    };
    const results = await Promise.allSettled(
      Array.from({ length: 20 }, async (_, number) =>
        stores[number % 2]?.keys.create(keyOf(number, 'same'), unlessNamed),
      ),
    );
    assert.equal(results.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal((await (await open()).keys.list(guilds.a)).length, 1);
  });

  test('records of one guild that several processes create at once are all listed', async (t) => {
    const open = processesOf(t, kind);
    const stores = [await open(), await open()] as const;
    await Promise.all(Array.from({ length: 100 }, async (_, number) => stores[number % 2]?.keys.create(keyOf(number))));
    assert.equal((await (await open()).keys.list(guilds.a)).length, 100);
  });

  test('what one process writes, another finds at once if it did not know it, and within a second if it did', async (t) => {
    const open = processesOf(t, kind);
    const [one, other] = [await open(), await open()];
    const { id } = keyOf(1);
    assert.equal(await other.keys.get(id), undefined);
    await one.keys.create(keyOf(1));
    assert.deepEqual(await other.keys.get(id), keyOf(1));
    await one.keys.update(id, (key) => ({ ...key, label: 'new' }));
    await wait(450);
    assert.equal((await other.keys.get(id))?.label, 'new');
    await one.keys.delete(id);
    await wait(450);
    assert.equal(await other.keys.get(id), undefined);
    assert.deepEqual(await other.keys.list(guilds.a), []);
  });
};
