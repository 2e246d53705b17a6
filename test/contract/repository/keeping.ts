import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { bench, guilds, keyOf, webhookOf, type BackendKind } from './backend-kind.ts';

/** What every backend keeps of records. */
export const keepingContract = (kind: BackendKind): void => {
  test('what is written is found by id and in its guild’s list, also after a restart', async (t) => {
    const { open } = bench(t, kind);
    let store = await open();
    await store.webhooks.create(webhookOf(2, 'Beta'));
    await store.webhooks.create(webhookOf(3, 'alpha'));
    await store.webhooks.create(webhookOf(1, 'beta'));
    for (const restart of [false, true]) {
      if (restart) store = await open();
      assert.deepEqual(await store.webhooks.get(webhookOf(2).id), webhookOf(2, 'Beta'));
      assert.deepEqual(await store.webhooks.list(guilds.a), [
        webhookOf(3, 'alpha'),
        webhookOf(1, 'beta'),
        webhookOf(2, 'Beta'),
      ]);
    }
  });

  test('what one guild owns is in no other’s list, and kinds do not see one another', async (t) => {
    const { open } = bench(t, kind);
    const store = await open();
    await store.webhooks.create(webhookOf(1));
    await store.webhooks.create(webhookOf(2, 'other', guilds.b));
    await store.keys.create(keyOf(1));
    await store.facts.set(`record/${webhookOf(3).id}`, 'a fact');
    assert.deepEqual(await store.webhooks.list(guilds.a), [webhookOf(1)]);
    assert.deepEqual(await store.webhooks.list(guilds.b), [webhookOf(2, 'other', guilds.b)]);
    assert.deepEqual(await store.keys.list(guilds.a), [keyOf(1)]);
    assert.deepEqual(await store.keys.list(guilds.b), []);
    for (const id of [webhookOf(3).id, keyOf(1).id, '', `guild/${guilds.a}`, 'keyv:x', `../keys/${keyOf(1).id}`])
      assert.equal(await store.webhooks.get(id), undefined, id);
  });

  test('a change is seen at once, by id and in lists, and after a restart', async (t) => {
    const { open } = bench(t, kind);
    let store = await open();
    await store.webhooks.create(webhookOf(1));
    await store.webhooks.list(guilds.a);
    const changed = await store.webhooks.update(webhookOf(1).id, (hook, others) => {
      assert.deepEqual(others, []);
      return { ...hook, revision: 2, definition: { ...hook.definition, name: 'new', description: undefined } };
    });
    const expected = { ...webhookOf(1, 'new'), revision: 2 };
    for (const restart of [false, true]) {
      if (restart) store = await open();
      for (const seen of [changed, await store.webhooks.get(webhookOf(1).id), (await store.webhooks.list(guilds.a))[0]])
        assert.deepEqual(seen, expected);
    }
    assert.equal(await store.webhooks.update('unknown', (hook) => hook), undefined);
  });

  test('a deleted record is gone at once and after a restart', async (t) => {
    const { open } = bench(t, kind);
    let store = await open();
    await store.keys.create(keyOf(1));
    await store.keys.create(keyOf(2));
    assert.equal(await store.keys.delete(keyOf(1).id), true);
    for (const restart of [false, true]) {
      if (restart) store = await open();
      assert.equal(await store.keys.get(keyOf(1).id), undefined);
      assert.deepEqual(await store.keys.list(guilds.a), [keyOf(2)]);
      assert.equal(await store.keys.delete(keyOf(1).id), false);
    }
    await store.keys.create(keyOf(1, 'again'));
    assert.deepEqual(await store.keys.list(guilds.a), [keyOf(1, 'again'), keyOf(2)]);
  });

  test('texts come back as they were, whatever they look like', async (t) => {
    const { open } = bench(t, kind);
    let store = await open();
    const label = fc.oneof(
      fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }),
      fc.constantFrom(':base64:aGk=', ':bigint:5', '::x', 'webhooks:record', '"', '\0', '__proto__', '😀'),
    );
    const labels = fc.sample(label, 60).map((text) => `x${text}x`);
    labels.push(':base64:aGk=', ':5');
    for (const [number, text] of labels.entries()) await store.keys.create(keyOf(number, text));
    store = await open();
    for (const [number, text] of labels.entries()) assert.equal((await store.keys.get(keyOf(number).id))?.label, text);
  });

  test('guilds are known by id, and facts are kept', async (t) => {
    const { open } = bench(t, kind);
    let store = await open();
    await store.guilds.create({ id: guilds.a, guildId: guilds.a, active: true, since: 1 });
    await store.guilds.create({ id: guilds.b, guildId: guilds.b, active: false, since: 2 });
    await store.facts.set('commands', 'digest');
    await store.facts.set('commands', 'newer');
    store = await open();
    assert.deepEqual((await store.guildIds()).sort(), [guilds.a, guilds.b]);
    assert.equal((await store.guilds.get(guilds.b))?.active, false);
    assert.equal(await store.facts.get('commands'), 'newer');
    assert.equal(await store.facts.get('other'), undefined);
  });

  test('records of one guild that are created at once are all listed', async (t) => {
    const { open } = bench(t, kind);
    const store = await open();
    await Promise.all(Array.from({ length: 300 }, async (_, number) => store.keys.create(keyOf(number))));
    assert.equal((await (await open()).keys.list(guilds.a)).length, 300);
  });
};
