import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes, randomInt } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { suite, test, type TestContext } from 'node:test';
import { systemClock } from '../src/clock.ts';
import { starterDefinition } from '../src/domain/definition.ts';
import { newId } from '../src/domain/id.ts';
import { createKey } from '../src/domain/key-text.ts';
import { failpoints } from '../src/failpoint.ts';
import { silentLogger } from '../src/logger.ts';
import { migrations, openQueueFile } from '../src/queue/engines/sqlite-schema.ts';
import { demoIds } from '../src/sandbox/demo-guild.ts';
import { startSandbox } from '../src/sandbox/sandbox.ts';
import { openDataDir } from '../src/store/data-dir.ts';
import { openStore } from '../src/store/open-store.ts';

/** Kills at each step; `KILLS=50 npm test -- app-failpoints` for the long run. */
const kills = Number(process.env['KILLS'] ?? 1);
const channels = [demoIds.general, demoIds.alerts, demoIds.deploys];
const minuteMs = 60_000;

/** A sandbox, a data directory with a webhook for each channel, and the program over both, started again and again. */
const setUp = async (context: TestContext) => {
  let aheadMs = 0;
  const sandbox = await startSandbox({ port: 0, limits: 'none', now: () => Date.now() + aheadMs });
  const dataDir = await mkdtemp(join(tmpdir(), 'guildhook-failpoint-'));
  const dir = openDataDir({ path: dataDir });
  const store = await openStore({ dir, clock: systemClock, log: silentLogger });
  const made = { createdAt: Date.now(), createdBy: demoIds.owner, guildId: demoIds.guild };
  const key = createKey(randomBytes);
  await store.keys.create({ id: key.id, label: 'test', digest: key.digest, first: true, ...made });
  const webhookIds: string[] = [];
  for (const channel of channels) {
    const id = newId(16, randomBytes);
    webhookIds.push(id);
    const definition = starterDefinition({ name: `to ${channel}`, channel, message: '<message>' });
    await store.webhooks.create({ id, enabled: true, revision: 1, definition, ...made });
  }
  await store.close();
  dir.close();

  let end: (signal: NodeJS.Signals) => Promise<void> = async () => undefined;
  context.after(async () => {
    await end('SIGKILL');
    await sandbox.stop();
    await rm(dataDir, { recursive: true, force: true });
  });
  const env = {
    PATH: process.env['PATH'],
    HOST: '127.0.0.1',
    PORT: '0',
    DATA_DIR: dataDir,
    DISCORD_API_URL: sandbox.apiUrl,
    DISCORD_TOKEN: sandbox.token,
    DISCORD_GUILD_ID: demoIds.guild,
    RATE_LIMIT: '100000/1s',
  };
  let base = '';
  /** Starts it; `exited` resolves with the signal that ended it. */
  const start = async (step = '', times = 1) => {
    const script = join(import.meta.dirname, 'app-failpoints-child.ts');
    const args = ['--disable-warning=ExperimentalWarning', script, step, String(times), String(aheadMs)];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit').then(([, signal]: unknown[]) => signal);
    end = async (signal) => {
      child.kill(signal);
      await exited;
    };
    const printed = once(createInterface({ input: child.stdout }), 'line').then(([line]: unknown[]) => String(line));
    base = (await Promise.race([printed, exited.then(() => base)])) || base;
    return { exited };
  };
  const urlOf = (lane: number) => `${base}/${webhookIds[lane]}`;
  const post = async (lane: number, message: string, idempotencyKey: string) => {
    const response = await fetch(urlOf(lane), {
      method: 'POST',
      headers: { authorization: key.text, 'content-type': 'application/json', 'idempotency-key': idempotencyKey },
      body: JSON.stringify({ variables: [{ name: 'message', variable: '{message}', value: message }] }),
      signal: AbortSignal.timeout(5_000),
    });
    const body: unknown = await response.json();
    if (response.status !== 200 || typeof body !== 'object' || body === null || !('id' in body)) return undefined;
    return String(body.id);
  };
  return {
    sandbox,
    dataDir,
    start,
    post,
    stop: () => end('SIGTERM'),
    later: (ms: number) => void (aheadMs += ms),
    posted: () =>
      channels.flatMap((channel) => (sandbox.world.messages.get(channel) ?? []).map((sent) => sent.content)),
    /** How a delivery stands, as its caller is told. */
    async stateOf(id: string) {
      const response = await fetch(new URL(`/deliveries/${id}`, base), { headers: { authorization: key.text } });
      const body: unknown = await response.json();
      return response.status === 404 || typeof body !== 'object' || body === null || !('status' in body)
        ? 'gone'
        : String(body.status);
    },
  };
};

/** Callers who post one message after another, each until it is accepted; what they were told. */
const startCallers = (program: Awaited<ReturnType<typeof setUp>>) => {
  const sent = new Set<string>();
  const told = new Map<string, string>();
  const faults: string[] = [];
  let calling = true;
  const call = async (lane: number) => {
    for (let number = 0; calling; number += 1) {
      const message = `m-${lane}-${number}`;
      sent.add(message);
      for (let tries = 0; tries < 1_000 && !told.has(message); tries += 1) {
        const id = await program.post(lane, message, message).catch(() => undefined);
        if (id === undefined) await wait(25);
        else told.set(message, id);
      }
      const first = told.get(message);
      if (first !== undefined && number % 5 === 0) {
        const again = await program.post(lane, message, message).catch(() => undefined);
        if (again !== undefined && again !== first) faults.push(`${message} became ${first} and ${again}`);
      }
      await wait(Math.random() * 20);
    }
  };
  const calls = channels.map((_, lane) => call(lane));
  return {
    sent,
    told,
    faults,
    async end() {
      calling = false;
      await Promise.all(calls);
    },
  };
};

/** Kills the program at each of these steps in turn, under load, and compares what was told, what is stored and what was posted. */
const compareLedgers = async (context: TestContext, steps: readonly (typeof failpoints)[number][], latest: number) => {
  const program = await setUp(context);
  const callers = startCallers(program);
  for (let kill = 0; kill < kills; kill += 1) {
    for (const step of steps) {
      const { exited } = await program.start(step, randomInt(1, latest));
      assert.equal(await exited, 'SIGKILL', step);
    }
  }
  await program.start();
  await callers.end();
  const { told, sent, faults } = callers;
  for (let waits = 0; waits < 400 && program.posted().length < told.size; waits += 1) await wait(50);

  const posted = program.posted();
  const copies = Map.groupBy(posted, (message) => message);
  const states = new Set<string>();
  for (const id of told.values()) {
    let state = await program.stateOf(id);
    for (let waits = 0; state === 'queued' && waits < 100; waits += 1) {
      await wait(50);
      state = await program.stateOf(id);
    }
    states.add(state);
  }
  await program.stop();
  const lost = [...told.keys()].filter((message) => !copies.has(message));
  const twice = [...copies].filter(([, same]) => same.length > 1).map(([message]) => message);
  const invented = posted.filter((message) => !sent.has(message));
  assert.deepEqual({ lost, twice, invented, faults }, { lost: [], twice: [], invented: [], faults: [] });
  assert.ok(told.size > kills * steps.length, `only ${told.size} were accepted`);
  context.diagnostic(`${kills * steps.length} kills, ${told.size} accepted, ${posted.length} posted, each once`);
  return states;
};

suite('what callers were told, what is stored and what was posted agree', () => {
  const timeout = 60_000 + kills * 60_000;
  const steps = failpoints.filter((step) => !/^(migration|retention)/.test(step));

  test(`killed ${kills} times at each of ${steps.join(', ')}`, { timeout }, async (context) => {
    assert.deepEqual(await compareLedgers(context, steps, 25), new Set(['done']));
  });

  test(`killed ${kills} times at each step of deleting old deliveries`, { timeout }, async (context) => {
    const states = await compareLedgers(context, ['retention:before', 'retention:after'], 6);
    assert.deepEqual(
      [...states].filter((state) => state !== 'done' && state !== 'gone'),
      [],
    );
  });
});

suite('killed while a migration is made', () => {
  for (const step of ['migration:before', 'migration:after'] as const) {
    test(step, { timeout: 60_000 }, async (context) => {
      const program = await setUp(context);
      await program.start();
      const ids: string[] = [];
      for (let number = 0; number < 5; number += 1) {
        ids.push((await program.post(0, `old-${number}`, `old-${number}`)) ?? assert.fail());
      }
      await program.stop();

      // The same deliveries as an earlier version left them.
      const file = join(program.dataDir, 'jobs.db');
      const rows = openQueueFile(file);
      const jobs = rows.prepare('SELECT * FROM jobs').all();
      rows.close();
      for (const end of ['', '-wal', '-shm']) await rm(`${file}${end}`, { force: true });
      const old = openQueueFile(file, migrations.slice(0, 1));
      for (const row of jobs) {
        const values = Object.values(row);
        old.prepare(`INSERT INTO jobs VALUES (${values.map(() => '?').join(', ')})`).run(...values);
      }
      old.close();

      for (let kill = 0; kill < kills; kill += 1) {
        const { exited } = await program.start(step);
        assert.equal(await exited, 'SIGKILL');
        // What was done stays done, so that there may be nothing left to be killed at.
        if (step === 'migration:after') break;
      }
      await program.start();
      for (const id of ids) assert.equal(await program.stateOf(id), 'done');
      assert.ok(await program.post(0, 'new', 'new'));
      await program.stop();
    });
  }
});

suite('killed around a request to Discord, and started twenty minutes later', () => {
  const run = async (context: TestContext, step: (typeof failpoints)[number]) => {
    const program = await setUp(context);
    const { exited } = await program.start(step);
    const id = (await program.post(0, 'only once', 'k').catch(() => undefined)) ?? '';
    assert.equal(await exited, 'SIGKILL');
    program.later(20 * minuteMs);
    await program.start();
    const again = await program.post(0, 'only once', 'k');
    if (id !== '') assert.equal(again, id);
    let state = 'queued';
    for (let waits = 0; state === 'queued' && waits < 200; waits += 1) {
      await wait(50);
      state = await program.stateOf(again ?? '');
    }
    await program.stop();
    return { state, posted: program.posted() };
  };

  test('it was sent: it is not sent again, and a person is told to look', { timeout: 60_000 }, async (context) => {
    assert.deepEqual(await run(context, 'request:after'), { state: 'ambiguous', posted: ['only once'] });
  });

  test('it was not sent: it is sent, once', { timeout: 60_000 }, async (context) => {
    assert.deepEqual(await run(context, 'request:before'), { state: 'done', posted: ['only once'] });
  });
});
