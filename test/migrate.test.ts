import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { suite, test, type TestContext } from 'node:test';
import { systemClock } from '../src/clock.ts';
import { silentLogger } from '../src/logger.ts';
import { migrate } from '../src/migrate.ts';
import { createBullEngine } from '../src/queue/engines/bullmq.ts';
import { openBullLoad } from '../src/queue/engines/bullmq-load.ts';
import { openStore } from '../src/store/open-store.ts';
import { createRedisBackend } from '../src/store/backends/redis.ts';
import { guilds, keyOf, webhookOf } from './contract/repository/backend-kind.ts';
import { deliveryOf, openData, temporaryFolder } from './data-dirs.ts';
import { needs } from './needs.ts';
import { startRedis } from './redis.ts';

const encryptionKey = Buffer.alloc(32, 7).toString('base64');
const hour = 3_600_000;
const week = 168 * hour;

/** A data directory with something of everything, whose program ended with `delivery3` and `delivery4` waiting. */
const fill = async (dataDir: string) => {
  const now = Date.now();
  const clock = { ...systemClock, now: () => now };
  const { store, engine, close } = await openData(dataDir, clock);
  for (const number of [1, 2]) await store.webhooks.create(webhookOf(number));
  await store.keys.create(keyOf(1));
  await store.guilds.create({ id: guilds.a, guildId: guilds.a, active: true, since: 5 });
  await store.settings.create({ id: guilds.a, guildId: guilds.a, logChannelId: guilds.b });
  await store.facts.set('some', 'thing');
  for (const number of [0, 1]) await engine.add(deliveryOf(number, 3));
  await engine.add(deliveryOf(2, 2));
  await engine.start(async (job) => {
    if (job.id === 'delivery2') return { retryAt: now + hour, progress: 'tried' };
    return { state: job.id === 'delivery0' ? 'done' : 'failed', progress: `end of ${job.id}` };
  });
  for (const number of [0, 1]) await engine.settled(`delivery${number}`, 5_000);
  while (engine.stats().retrying === 0) await new Promise(setImmediate);
  await engine.stop(1_000);
  await close();
  const again = await openData(dataDir, clock);
  for (const number of [3, 4]) await again.engine.add(deliveryOf(number, 1));
  await again.close();
};

const start = async (t: TestContext) => {
  const { url } = await startRedis(t);
  const folder = temporaryFolder(t);
  const dataDir = join(folder, 'data');
  await fill(dataDir);
  const lines: string[] = [];
  const config = { dataDir, redisUrl: url, encryptionKey };
  const common = { config, force: false, clock: systemClock, log: silentLogger, randomBytes };
  const run = async (changed: Partial<Parameters<typeof migrate>[0]> = {}) =>
    migrate({ ...common, write: (line) => void lines.push(line), ...changed });
  const openRedis = async () => {
    const backend = createRedisBackend({ redisUrl: url, clock: systemClock, log: silentLogger });
    const store = await openStore({ dir: { file: (name) => name }, clock: systemClock, log: silentLogger, backend });
    const engine = await createBullEngine({
      redisUrl: url,
      clock: systemClock,
      log: silentLogger,
      idempotencyRetentionMs: week,
      works: true,
    });
    t.after(async () => {
      await engine.stop(500);
      await store.close();
    });
    return { store, engine };
  };
  const counts = async () => {
    const load = await openBullLoad({ redisUrl: url, log: silentLogger });
    const found = await load.counts();
    load.close();
    return found;
  };
  return { url, dataDir, folder, config, lines, run, openRedis, counts };
};

suite('moving a data directory into Redis', needs('redis-server'), () => {
  test('everything is there, in order, with what makes repetitions harmless', async (t) => {
    const { lines, run, openRedis, counts } = await start(t);
    await run();
    assert.match(lines.join('\n'), /webhooks: 2 in DATA_DIR, 2 in Redis/);
    assert.match(lines.join('\n'), /deliveries waiting: 2 in DATA_DIR, 2 in Redis/);
    assert.deepEqual(await counts(), { waiting: 2, retrying: 1, ended: 2 });

    const { store, engine } = await openRedis();
    assert.deepEqual(await store.webhooks.list(guilds.a), [webhookOf(1), webhookOf(2)]);
    assert.deepEqual(await store.keys.list(guilds.a), [keyOf(1)]);
    assert.equal((await store.settings.get(guilds.a))?.logChannelId, guilds.b);
    assert.deepEqual(await store.guildIds(), [guilds.a]);
    assert.equal(await store.facts.get('some'), 'thing');

    const ended = await engine.get('delivery0');
    assert.deepEqual(
      [ended?.state, ended?.progress, ended?.payload],
      ['done', 'end of delivery0', deliveryOf(0, 3).payload],
    );
    assert.deepEqual(
      (await engine.list({ guildId: guilds.a, state: 'failed', limit: 9 })).map(({ id }) => id),
      ['delivery1'],
    );
    const retrying = await engine.get('delivery2');
    assert.deepEqual([retrying?.state, retrying?.progress], ['queued', 'tried']);
    assert.ok((retrying?.runAt ?? 0) > Date.now());
    for (const [number, lane] of [
      [0, 3],
      [2, 2],
      [4, 1],
    ] as const)
      assert.deepEqual(await engine.add(deliveryOf(number, lane)), { status: 'duplicate', id: `delivery${number}` });
    const other = { ...deliveryOf(3), idempotency: { key: 'key 3', fingerprint: 'another' } };
    assert.equal((await engine.add({ ...other, id: 'another' })).status, 'conflict');

    const given: string[] = [];
    await engine.start(async (job) => {
      given.push(`${job.id} ${job.interrupted ?? false}`);
      return { state: 'done', progress: '' };
    });
    assert.equal((await engine.settled('delivery4', 10_000))?.state, 'done');
    assert.deepEqual(given, ['delivery3 false', 'delivery4 false']);
    assert.deepEqual(await counts(), { waiting: 0, retrying: 1, ended: 4 });
  });

  test('keys that outlived their deliveries are moved too', async (t) => {
    const { dataDir, run, openRedis } = await start(t);
    const data = await openData(dataDir, systemClock);
    assert.equal(await data.engine.sweep(Date.now() + hour), 2);
    await data.close();
    await run();
    const { engine } = await openRedis();
    assert.deepEqual(await engine.add(deliveryOf(0, 3)), { status: 'duplicate', id: 'delivery0' });
    assert.equal(await engine.get('delivery0'), undefined);
  });

  test('the directory is left as it is, but the bot does not start on it unasked', async (t) => {
    const { dataDir, run } = await start(t);
    const before = readFileSync(join(dataDir, 'jobs.db'));
    await run();
    assert.ok(before.equals(readFileSync(join(dataDir, 'jobs.db'))));
    await assert.rejects(
      openData(dataDir, systemClock),
      /has moved into Redis\. Set REDIS_URL .* delete .*closed\.txt/,
    );
  });

  test('interrupted anywhere and run again, it ends as if it had not been', async (t) => {
    const { dataDir, lines, run, counts } = await start(t);
    for (const part of ['webhooks:', 'keys:', 'deliveries ended']) {
      const write = (line: string) => {
        if (line.startsWith(part)) throw new Error('cut off');
      };
      await assert.rejects(run({ write }), /cut off/);
      await assert.rejects(openData(dataDir, systemClock), /is being moved into Redis/);
    }
    await run();
    assert.ok(lines.includes('Going on with what an earlier run has begun.'));
    assert.deepEqual(await counts(), { waiting: 2, retrying: 1, ended: 2 });
  });

  test('what has moved is not moved again, even when it was deleted there', async (t) => {
    const { lines, run, openRedis, counts } = await start(t);
    await run();
    const { store, engine } = await openRedis();
    await store.webhooks.delete(webhookOf(1).id);
    await engine.sweep(Date.now() + hour);
    await run();
    assert.match(lines.at(-1) ?? '', /has moved into this Redis already/);
    assert.equal((await store.webhooks.list(guilds.a)).length, 1);
    assert.deepEqual(await counts(), { waiting: 2, retrying: 1, ended: 0 });
  });

  test('beside other data only when that is asked for, and nothing of it is lost', async (t) => {
    const { run, openRedis, counts } = await start(t);
    const { store, engine } = await openRedis();
    const theirs = { ...webhookOf(1), revision: 9 };
    await store.webhooks.create(theirs);
    await store.webhooks.create(webhookOf(8));
    await engine.add({ ...deliveryOf(4, 1), id: 'theirs' });
    await assert.rejects(run(), /holds data already.*--force/);
    assert.deepEqual(await counts(), { waiting: 1, retrying: 0, ended: 0 });
    await run({ force: true });
    const again = await openRedis();
    assert.deepEqual(await again.store.webhooks.list(guilds.a), [theirs, webhookOf(2), webhookOf(8)]);
    assert.deepEqual(await counts(), { waiting: 3, retrying: 1, ended: 2 });
    assert.equal((await again.engine.add(deliveryOf(4, 1))).id, 'theirs');
  });

  test('what was under way when the program was killed is told to have been', async (t) => {
    const { dataDir, run, openRedis } = await start(t);
    // As a kill leaves it: the mark of a clean stop is taken away at a start.
    const { DatabaseSync } = await import('node:sqlite');
    const db = new DatabaseSync(join(dataDir, 'jobs.db'));
    db.exec('DELETE FROM clean_stop');
    db.close();
    await run();
    const { engine } = await openRedis();
    const given: string[] = [];
    await engine.start(async (job) => {
      given.push(`${job.id} ${job.interrupted ?? false}`);
      return { state: 'done', progress: '' };
    });
    await engine.settled('delivery4', 10_000);
    assert.deepEqual(given, ['delivery3 true', 'delivery4 false']);
  });

  test('it refuses without REDIS_URL, without data, with another key, and while the bot runs', async (t) => {
    const { dataDir, folder, config, run } = await start(t);
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    await assert.rejects(run({ config: { ...config, redisUrl: undefined } }), /REDIS_URL is not set/);
    await assert.rejects(run({ config: { ...config, dataDir: empty } }), /nothing to move in .*DATA_DIR/);
    const data = await openData(dataDir, systemClock);
    await assert.rejects(run(), /Another running Guildhook uses/);
    await data.close();
    writeFileSync(join(dataDir, 'encryption.key'), `${Buffer.alloc(32, 8).toString('base64')}\n`);
    await assert.rejects(run(), /ENCRYPTION_KEY is not the key in .*encryption\.key/);
    await (await openData(dataDir, systemClock)).close();
    writeFileSync(join(dataDir, 'encryption.key'), `${encryptionKey}\n`);
    await run();
  });
});
