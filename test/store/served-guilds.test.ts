import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { silentLogger } from '../../src/logger.ts';
import { openStore } from '../../src/store/open-store.ts';
import { createServedGuilds } from '../../src/store/served-guilds.ts';
import { createFakeClock } from '../fake-clock.ts';

const [one, two] = ['123456789012345671', '123456789012345672'] as const;
const clock = createFakeClock();

const openTestStore = async (t: TestContext) => {
  const folder = await mkdtemp(join(tmpdir(), 'guildhook-served-'));
  const store = await openStore({ dir: { file: (name) => join(folder, name) }, clock, log: silentLogger });
  t.after(async () => {
    await store.close();
    await rm(folder, { recursive: true });
  });
  const open = async (only?: string) => createServedGuilds({ store, only, clock, log: silentLogger });
  const addKey = (id: string, guildId: string) =>
    store.keys.create({
      id,
      guildId,
      label: id,
      digest: '0'.repeat(64),
      first: true,
      createdAt: 1,
      createdBy: guildId,
    });
  return { store, open, addKey };
};

test('a guild is served from joining to leaving, over restarts', async (t) => {
  const { open } = await openTestStore(t);
  const guilds = await open();
  assert.equal(await guilds.isServing(one), false);
  await guilds.joined(one);
  assert.equal(await (await open()).isServing(one), true);
  await guilds.left(one);
  assert.equal(await guilds.isServing(one), false);
  assert.equal(await (await open()).isServing(one), false);
});

test("leaving ends the guild's keys for good and nobody else's", async (t) => {
  const { store, open, addKey } = await openTestStore(t);
  const guilds = await open();
  await guilds.known([one, two]);
  await addKey('aaaaaaaaaaaa', one);
  await addKey('bbbbbbbbbbbb', two);
  await guilds.left(one);
  await guilds.joined(one);
  assert.equal(await store.keys.get('aaaaaaaaaaaa'), undefined);
  assert.ok(await store.keys.get('bbbbbbbbbbbb'));
});

test('what the login does not name was left meanwhile', async (t) => {
  const { store, open, addKey } = await openTestStore(t);
  await (await open()).known([one, two]);
  await addKey('aaaaaaaaaaaa', one);
  const later = await open();
  await later.known([two]);
  assert.deepEqual([await later.isServing(one), await later.isServing(two)], [false, true]);
  assert.equal(await store.keys.get('aaaaaaaaaaaa'), undefined);
});

test('with one guild to serve, the others wait with their keys', async (t) => {
  const { store, open, addKey } = await openTestStore(t);
  await (await open()).known([one, two]);
  await addKey('aaaaaaaaaaaa', one);
  const limited = await open(two);
  await limited.known([one, two]);
  assert.deepEqual([await limited.isServing(one), await limited.isServing(two)], [false, true]);
  assert.equal(await (await open()).isServing(one), true);
  assert.ok(await store.keys.get('aaaaaaaaaaaa'));
});

test('a guild that the bot comes back to at once is served, with none of its former keys', async (t) => {
  const { store, open, addKey } = await openTestStore(t);
  const guilds = await open();
  await guilds.joined(one);
  await addKey('aaaaaaaaaaaa', one);
  await Promise.all([guilds.left(one), guilds.joined(one)]);
  assert.equal(await guilds.isServing(one), true);
  assert.equal(await store.keys.get('aaaaaaaaaaaa'), undefined);
});
