import assert from 'node:assert/strict';
import { closeSync, copyFileSync, openSync, statSync, truncateSync, writeSync } from 'node:fs';
import { test, type TestContext } from 'node:test';
import { systemClock } from '../../../src/clock.ts';
import { AppError } from '../../../src/errors.ts';
import { silentLogger } from '../../../src/logger.ts';
import { createSqliteEngine } from '../../../src/queue/engines/sqlite.ts';
import { done, jobOf } from '../../contract/job-engine/engine-kind.ts';
import { turns } from '../../fake-clock.ts';
import { temporaryFile } from './open-files.ts';

const count = 200;
const payload = 'x'.repeat(1_000);
const pageBytes = 4_096;

const open = (file: string) =>
  createSqliteEngine({ file, clock: systemClock, log: silentLogger, idempotencyRetentionMs: 1_000 });

/** A queue's file with its journal as they were while the program ran: `stopped` puts the journal away first. */
const makeFiles = async (t: TestContext, stopped: boolean) => {
  const file = temporaryFile(t);
  const engine = await open(file);
  for (let number = 0; number < count; number += 1) {
    await engine.add(jobOf(`lane${number % 3}`, number, { payload }));
  }
  if (stopped) await engine.stop(0);
  const copy = temporaryFile(t);
  for (const end of stopped ? [''] : ['', '-wal']) copyFileSync(`${file}${end}`, `${copy}${end}`);
  await engine.stop(0);
  return copy;
};

const overwrite = (file: string, at: number, bytes: number) => {
  const handle = openSync(file, 'r+');
  writeSync(handle, Buffer.alloc(bytes, 0xa5), 0, bytes, at);
  closeSync(handle);
};

/** Opens what is there and carries it out: the jobs, or why not. */
const tryAll = async (file: string): Promise<string[] | string> => {
  const given: string[] = [];
  try {
    const engine = await open(file);
    const { waiting } = engine.stats();
    await engine.start(async (job) => {
      assert.equal(job.payload, payload);
      given.push(job.id);
      return done;
    });
    // What cannot be read is asked for again and again, and the log says so; other lanes do not wait for it.
    for (let looks = 0; given.length < waiting && looks < 100; looks += 1) await turns();
    await engine.stop(0);
    return given;
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'storage-unavailable', String(error));
    return error.detail;
  }
};

const numbersOf = (ids: string[]) => ids.map((id) => Number(id.split('-')[1])).sort((a, b) => a - b);

test('a journal that is cut off anywhere leaves all that came before, and nothing half', async (t) => {
  const whole = await makeFiles(t, false);
  const size = statSync(`${whole}-wal`).size;
  for (const part of [0, 0.1, 0.5, 0.9, 0.999]) {
    const file = temporaryFile(t);
    for (const end of ['', '-wal']) copyFileSync(`${whole}${end}`, `${file}${end}`);
    truncateSync(`${file}-wal`, Math.floor(size * part));
    const found = await tryAll(file);
    assert.ok(Array.isArray(found), String(found));
    assert.deepEqual(numbersOf(found), [...found.keys()], `cut off at ${part}`);
    assert.ok(found.length <= count && (part < 0.9 || found.length > count / 2));
  }
  assert.equal((await tryAll(whole)).length, count);
});

test('a journal with a torn end loses no more than that end', async (t) => {
  const file = await makeFiles(t, false);
  overwrite(`${file}-wal`, statSync(`${file}-wal`).size - 2_000, 2_000);
  const found = await tryAll(file);
  assert.ok(Array.isArray(found) && found.length >= count - 2, String(found.length));
  assert.deepEqual(numbersOf(found), [...found.keys()]);
});

test('a damaged file is refused in words, or what can be read of it is right', async (t) => {
  const whole = await makeFiles(t, true);
  const pages = statSync(whole).size / pageBytes;
  let refused = 0;
  for (const page of [0, 1, 2, 3, 5, 8, Math.floor(pages / 2), pages - 2, pages - 1]) {
    const file = temporaryFile(t);
    copyFileSync(whole, file);
    overwrite(file, page * pageBytes, pageBytes);
    const found = await tryAll(file);
    if (typeof found === 'string') {
      refused += 1;
      assert.match(
        found,
        /^The queue \(jobs\.db\) cannot be read or written: it is (damaged|not a SQLite file).*backup/,
      );
    } else assert.ok(new Set(found).size === found.length, `page ${page}`);
  }
  assert.ok(refused >= 3, `only ${refused} were refused`);
});
