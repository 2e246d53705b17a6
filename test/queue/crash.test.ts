import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Redis } from 'ioredis';
import { needs } from '../needs.ts';
import { startRedis } from '../redis.ts';
import { openCrashEngine } from './crash-engine.ts';

/** `CRASHES=200 npm test -- test/queue/crash.test.ts` for more. */
const crashes = Number(process.env['CRASHES'] ?? 20);

const steps = ['commit:before', 'commit:after', 'result:before', 'result:after'];
/** Each takes longer: what a dead worker had in hand stays locked for some seconds. */
const redisCrashes = Math.ceil(crashes / 2);

/** What the processes said before each was killed, and the faults found in it. */
const createLedger = () => {
  const added = new Set<string>();
  const saved = new Set<string>();
  const ended = new Set<string>();
  const failed = new Set<string>();
  const newest = new Map<string, string>();
  const faults: string[] = [];
  return {
    added,
    ended,
    faults,
    hear(line: string) {
      const [sign, id = '', progress = ''] = line.split(' ');
      const lane = id.slice(0, id.indexOf('_'));
      if (sign === '+') added.add(id);
      if (sign === 's') saved.add(id);
      if (sign === '.') ended.add(id);
      if (sign === 'r') failed.add(id);
      if (sign !== '>') return;
      if (ended.has(id)) faults.push(`${id} was handed out after its end`);
      if (saved.has(id) && progress === '') faults.push(`${id} lost its progress`);
      if (lane === 'retried' || failed.has(id)) return;
      // Ids grow within a lane, and with each process.
      if (id < (newest.get(lane) ?? '')) faults.push(`${id} was handed out after ${newest.get(lane)}`);
      newest.set(lane, id);
    },
  };
};
type Ledger = ReturnType<typeof createLedger>;

type Run = { place: string; run: number; ledger: Ledger; lines: number; halfway?: () => Promise<void>; step?: string };

/** Runs the child until it has said `lines` lines or comes to the step, then kills it in the middle of whatever it does. */
const runAndKill = async ({ place, run, ledger, lines, halfway, step = '' }: Run) => {
  const script = join(import.meta.dirname, 'crash-child.ts');
  const runName = String(run).padStart(4, '0');
  const child = spawn(
    process.execPath,
    [script, place, runName, String(randomInt(1, 2_000_000_000)), step, String(randomInt(1, 100))],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const exited = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_, signal) => resolve(signal)));
  let heard = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    ledger.hear(line);
    heard += 1;
    if (heard === Math.floor(lines / 2)) void halfway?.();
    if (heard === lines) child.kill('SIGKILL');
  }
  assert.equal(await exited, 'SIGKILL', complaint);
};

/** Carries out what is left, and finds what was added missing, not ended, or its key forgotten. */
const checkAll = async (place: string, ledger: Ledger, keysOf: () => Promise<string[]>) => {
  const engine = await openCrashEngine(place, 64);
  const { waiting, active, retrying } = engine.stats();
  await engine.start(async (job) => {
    ledger.hear(`> ${job.id} ${job.progress}`);
    return { state: 'done', progress: 'whole' };
  });
  for (const id of ledger.added) {
    const job = await engine.settled(id, 60_000);
    if (job?.state !== 'done' || job.progress !== 'whole') ledger.faults.push(`${id} is ${job?.state ?? 'lost'}`);
  }
  const keys = (await keysOf()).slice(-200);
  for (const id of keys) {
    const lane = id.slice(0, id.indexOf('_'));
    const again = { id: `${id}-again`, guildId: 'guild', lane, payload: '' };
    const same = await engine.add({ ...again, idempotency: { key: id, fingerprint: 'same' } });
    const other = await engine.add({ ...again, idempotency: { key: id, fingerprint: 'other' } });
    if (same.status !== 'duplicate' || same.id !== id) ledger.faults.push(`${id}: ${same.status} of ${same.id}`);
    if (other.status !== 'conflict' || other.id !== id) ledger.faults.push(`${id}: ${other.status} of ${other.id}`);
    if ((await engine.get(id)) === undefined) ledger.faults.push(`${id} has a key but is no job`);
  }
  await engine.stop(1_000);
  assert.deepEqual(ledger.faults.slice(0, 20), []);
  assert.ok(keys.length > 0);
  return `${ledger.added.size} added, ${ledger.ended.size} ended before a kill, ${waiting + active + retrying} afterwards`;
};

test(`of what was added nothing is lost, ended twice or out of order in ${crashes} kills at random moments`, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'guildhook-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'jobs.db');
  const ledger = createLedger();
  for (let run = 0; run < crashes; run += 1) await runAndKill({ place: file, run, ledger, lines: randomInt(1, 800) });
  assert.ok(ledger.added.size > crashes * 10, `only ${ledger.added.size} were added`);
  assert.ok(ledger.ended.size > crashes, `only ${ledger.ended.size} ended`);
  const keysOf = async () => {
    const db = new DatabaseSync(file);
    const rows = db.prepare('SELECT key FROM idempotency').all();
    const [check] = db.prepare('PRAGMA integrity_check').all();
    db.close();
    assert.deepEqual({ ...check }, { integrity_check: 'ok' });
    return rows.map(({ key }) => String(key));
  };
  t.diagnostic(await checkAll(file, ledger, keysOf));
});

test(
  `nor on Redis, in ${redisCrashes} kills of a worker, at named steps and random moments, and of Redis`,
  needs('redis-server'),
  async (t) => {
    const redis = await startRedis(t);
    const ledger = createLedger();
    for (let run = 0; run < redisCrashes; run += 1) {
      let isBack = Promise.resolve();
      const halfway = async () => (isBack = redis.kill().then(redis.restart));
      const step = steps[run % 8];
      const lines = step === undefined ? randomInt(1, 1_500) : Infinity;
      await runAndKill({ place: redis.url, run, ledger, lines, ...(step ? { step } : run % 2 === 0 && { halfway }) });
      await isBack;
    }
    assert.ok(ledger.added.size > redisCrashes * 10, `only ${ledger.added.size} were added`);
    assert.ok(ledger.ended.size > redisCrashes, `only ${ledger.ended.size} ended`);
    const keysOf = async () => {
      const client = new Redis(redis.url);
      const keys = await client.keys('*:queue:key:*');
      const ids = await Promise.all(keys.map(async (key) => client.hget(key, 'id')));
      client.disconnect();
      return ids.map(String);
    };
    t.diagnostic(await checkAll(redis.url, ledger, keysOf));
  },
);
