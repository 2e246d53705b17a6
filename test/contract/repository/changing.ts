import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../../src/errors.ts';
import { hasCode } from '../job-engine/engine-kind.ts';
import { bench, guilds, keyOf, webhookOf, type BackendKind } from './backend-kind.ts';

/** What every backend keeps when several write, and when something goes wrong. */
export const changingContract = (kind: BackendKind): void => {
  test('concurrent edits lose nothing', async (t) => {
    const { open } = bench(t, kind);
    const store = await open();
    await store.webhooks.create(webhookOf(1));
    const id = webhookOf(1).id;
    await Promise.all(
      Array.from({ length: 50 }, async () =>
        store.webhooks.update(id, (hook) => ({ ...hook, revision: hook.revision + 1 })),
      ),
    );
    assert.equal((await store.webhooks.get(id))?.revision, 51);
    assert.equal((await (await open()).webhooks.get(id))?.revision, 51);
  });

  test('of two that may not both be, one is created', async (t) => {
    const { open } = bench(t, kind);
    const store = await open();
    const unlessNamed = (name: string) => (others: { label: string }[]) => {
      if (others.some(({ label }) => label === name)) throw new AppError('name-taken', 'There is one already.');
    };
    const results = await Promise.allSettled(
      [1, 2, 3].map(async (number) => store.keys.create(keyOf(number, 'same'), unlessNamed('same'))),
    );
    assert.deepEqual(
      results.map(({ status }) => status),
      ['fulfilled', 'rejected', 'rejected'],
    );
    assert.deepEqual(await store.keys.list(guilds.a), [keyOf(1, 'same')]);
    assert.equal(await store.keys.get(keyOf(2).id), undefined);
  });

  test('a change that throws, or that cannot be read again, changes nothing', async (t) => {
    const { open } = bench(t, kind);
    const store = await open();
    await store.webhooks.create(webhookOf(1));
    const { id } = webhookOf(1);
    const refuse = () => {
      throw new AppError('too-many', 'no');
    };
    await assert.rejects(store.webhooks.update(id, refuse), hasCode('too-many'));
    await assert.rejects(
      store.webhooks.update(id, (hook) => ({ ...hook, revision: 0 })),
      hasCode('internal'),
    );
    await assert.rejects(
      store.webhooks.update(id, (hook) => ({ ...hook, guildId: guilds.b })),
      hasCode('internal'),
    );
    await assert.rejects(store.webhooks.create(webhookOf(1, 'twice')), hasCode('internal'));
    assert.deepEqual(await store.webhooks.list(guilds.a), [webhookOf(1)]);
    assert.deepEqual(await (await open()).webhooks.list(guilds.a), [webhookOf(1)]);
  });

  test('what was read cannot be changed by accident', async (t) => {
    const { open } = bench(t, kind);
    const store = await open();
    const given = webhookOf(1);
    await store.webhooks.create(given);
    given.definition.name = 'changed afterwards';
    const read = await store.webhooks.get(given.id);
    assert.throws(() => read?.definition.actions.push({ kind: 'x' }), TypeError);
    assert.deepEqual(await store.webhooks.get(given.id), webhookOf(1));
  });

  test('a store that fails is never taken for an empty one', async (t) => {
    const { open, faults } = bench(t, kind);
    await (await open()).webhooks.create(webhookOf(1));
    const store = await open();
    const { id } = webhookOf(1);
    faults.push({ method: 'get', after: 0 });
    await assert.rejects(store.webhooks.get(id));
    faults.push({ method: 'get', after: 0 });
    await assert.rejects(store.webhooks.list(guilds.a));
    faults.push({ method: 'getMany', after: 0 });
    await assert.rejects(store.webhooks.list(guilds.a));
    faults.push({ method: 'get', after: 0 });
    await assert.rejects(store.webhooks.delete(id));
    await store.close();
    await assert.rejects(store.webhooks.get(id), hasCode('storage-unavailable'));
    await assert.rejects(store.keys.create(keyOf(1)), hasCode('storage-unavailable'));
    await assert.rejects(store.guildIds(), hasCode('storage-unavailable'));
    await assert.rejects(store.facts.set('a', 'b'), hasCode('storage-unavailable'));
  });

  test('wherever a new record’s writes are cut off, it is there whole or not at all, and can be written again', async (t) => {
    const { open, faults, shelf } = bench(t, kind);
    let store = await open();
    await store.webhooks.create(webhookOf(1));
    for (const after of [0, 1]) {
      faults.push({ method: 'set', after });
      await assert.rejects(store.webhooks.create(webhookOf(2)));
      for (const restart of [false, true]) {
        if (restart) store = await open();
        assert.equal(await store.webhooks.get(webhookOf(2).id), undefined);
        assert.deepEqual(await store.webhooks.list(guilds.a), [webhookOf(1)]);
      }
    }
    await store.webhooks.create(webhookOf(3));
    assert.deepEqual(
      await shelf('webhooks').get(`guild/${guilds.a}`),
      [webhookOf(1).id, webhookOf(3).id],
      'the id that led nowhere is gone',
    );
    await store.webhooks.create(webhookOf(2));
    assert.equal((await (await open()).webhooks.list(guilds.a)).length, 3);
  });

  test('wherever a deletion is cut off, the record is there whole or not at all', async (t) => {
    const { open, faults } = bench(t, kind);
    let store = await open();
    for (const number of [1, 2]) await store.webhooks.create(webhookOf(number));
    const { id } = webhookOf(1);
    faults.push({ method: 'delete', after: 0 });
    await assert.rejects(store.webhooks.delete(id));
    assert.equal((await store.webhooks.list(guilds.a)).length, 2);
    faults.push({ method: 'set', after: 0 });
    assert.equal(await store.webhooks.delete(id), true);
    for (const restart of [false, true]) {
      if (restart) store = await open();
      assert.equal(await store.webhooks.get(id), undefined);
      assert.deepEqual(await store.webhooks.list(guilds.a), [webhookOf(2)]);
    }
  });

  test('a change that was not written is not seen', async (t) => {
    const { open, faults } = bench(t, kind);
    const store = await open();
    await store.webhooks.create(webhookOf(1));
    faults.push({ method: 'set', after: 0 });
    await assert.rejects(store.webhooks.update(webhookOf(1).id, (hook) => ({ ...hook, enabled: false })));
    assert.equal((await store.webhooks.get(webhookOf(1).id))?.enabled, true);
  });

  test('a damaged record is named, and can be deleted', async (t) => {
    const { open, shelf } = bench(t, kind);
    let store = await open();
    for (const number of [1, 2, 3]) await store.webhooks.create(webhookOf(number));
    for (const damaged of [{ ...webhookOf(2), revision: 'x' }, null, webhookOf(3)]) {
      await shelf('webhooks').set(`record/${webhookOf(2).id}`, damaged);
      store = await open();
      for (const read of [store.webhooks.get(webhookOf(2).id), store.webhooks.list(guilds.a)])
        await assert.rejects(read, (error) => {
          assert.ok(hasCode('storage-unavailable')(error) && error instanceof Error);
          assert.match(error.message, new RegExp(`webhooks/${webhookOf(2).id} .* damaged`));
          return true;
        });
      assert.deepEqual(await store.webhooks.get(webhookOf(1).id), webhookOf(1));
    }
    assert.equal(await store.webhooks.delete(webhookOf(2).id), true);
    assert.deepEqual(await store.webhooks.list(guilds.a), [webhookOf(1), webhookOf(3)]);
  });

  test('a store of another version is refused', async (t) => {
    const { open, shelf } = bench(t, kind);
    await open();
    await shelf('facts').set('store-version', '99');
    await assert.rejects(open(), (error) => {
      assert.ok(hasCode('storage-unavailable')(error) && error instanceof Error);
      assert.match(error.message, /schema "99"; this version knows 1/);
      return true;
    });
  });
};
