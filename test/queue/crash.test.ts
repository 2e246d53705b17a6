import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { systemClock } from '../../src/clock.ts';
import { silentLogger } from '../../src/logger.ts';
import { createSqliteEngine } from '../../src/queue/engines/sqlite.ts';

/** `CRASHES=200 npm test -- test/queue/crash.test.ts` for more. */
const crashes = Number(process.env['CRASHES'] ?? 20);

/** What the processes said before each was killed, and the faults found in it. */
const createLedger = () => {
  const added = new Set<string>();
  const saved = new Set<string>();
  const ended = new Set<string>();
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
      if (sign !== '>') return;
      if (ended.has(id)) faults.push(`${id} was handed out after its end`);
      if (saved.has(id) && progress === '') faults.push(`${id} lost its progress`);
      if (lane === 'retried') return;
      // Ids grow within a lane, and with each process.
      if (id < (newest.get(lane) ?? '')) faults.push(`${id} was handed out after ${newest.get(lane)}`);
      newest.set(lane, id);
    },
  };
};
type Ledger = ReturnType<typeof createLedger>;

/** Runs the child until it has said `lines` lines, then kills it in the middle of whatever it does. */
const runAndKill = async (file: string, run: number, ledger: Ledger, lines: number) => {
  const script = join(import.meta.dirname, 'crash-child.ts');
  const runName = String(run).padStart(4, '0');
  const child = spawn(process.execPath, [script, file, runName, String(randomInt(1, 2_000_000_000))], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let complaint = '';
  child.stderr.on('data', (text: Buffer) => (complaint += text.toString()));
  const exited = new Promise<NodeJS.Signals | null>((resolve) => child.on('exit', (_, signal) => resolve(signal)));
  let heard = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    ledger.hear(line);
    heard += 1;
    if (heard === lines) child.kill('SIGKILL');
  }
  assert.equal(await exited, 'SIGKILL', complaint);
};

test(`of what was added nothing is lost, ended twice or out of order in ${crashes} kills at random moments`, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'guildhook-'));
  t.after(() => rmSync(dir, { recursive: true }));
  const file = join(dir, 'jobs.db');
  const ledger = createLedger();
  for (let run = 0; run < crashes; run += 1) await runAndKill(file, run, ledger, randomInt(1, 800));
  assert.ok(ledger.added.size > crashes * 10, `only ${ledger.added.size} were added`);
  assert.ok(ledger.ended.size > crashes, `only ${ledger.ended.size} ended`);

  const engine = await createSqliteEngine({
    file,
    clock: systemClock,
    log: silentLogger,
    idempotencyRetentionMs: 604_800_000,
  });
  const { waiting, retrying } = engine.stats();
  await engine.start(async (job) => {
    ledger.hear(`> ${job.id} ${job.progress}`);
    return { state: 'done', progress: 'whole' };
  });
  for (const id of ledger.added) {
    const job = await engine.settled(id, 60_000);
    if (job?.state !== 'done' || job.progress !== 'whole') ledger.faults.push(`${id} is ${job?.state ?? 'lost'}`);
  }
  const db = new DatabaseSync(file);
  const keyed = db.prepare('SELECT lane, key FROM idempotency').all();
  for (const { key } of keyed.slice(-200)) {
    const id = String(key);
    const lane = id.slice(0, id.indexOf('_'));
    const again = { id: `${id}-again`, guildId: 'guild', lane, payload: '' };
    const same = await engine.add({ ...again, idempotency: { key: id, fingerprint: 'same' } });
    const other = await engine.add({ ...again, idempotency: { key: id, fingerprint: 'other' } });
    if (same.status !== 'duplicate' || same.id !== id) ledger.faults.push(`${id}: ${same.status} of ${same.id}`);
    if (other.status !== 'conflict' || other.id !== id) ledger.faults.push(`${id}: ${other.status} of ${other.id}`);
    if ((await engine.get(id)) === undefined) ledger.faults.push(`${id} has a key but is no job`);
  }
  const [check] = db.prepare('PRAGMA integrity_check').all();
  db.close();
  assert.deepEqual({ ...check }, { integrity_check: 'ok' });
  assert.deepEqual(ledger.faults.slice(0, 20), []);
  assert.ok(keyed.length > 0);
  t.diagnostic(
    `${ledger.added.size} added, ${ledger.ended.size} ended before a kill, ${waiting + retrying} afterwards`,
  );
  await engine.stop(1_000);
});
