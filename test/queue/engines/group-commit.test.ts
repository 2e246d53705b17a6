import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { AppError } from '../../../src/errors.ts';
import { createGroupCommit } from '../../../src/queue/engines/group-commit.ts';
import { storageError } from '../../../src/store/sqlite-errors.ts';
import { hasCode } from '../../contract/job-engine/engine-kind.ts';
import { setDiskFull, temporaryFile } from './open-files.ts';

const open = (t: TestContext) => {
  const file = temporaryFile(t);
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA foreign_keys = ON');
  db.exec(
    `CREATE TABLE t (n INTEGER PRIMARY KEY, text TEXT, parent INTEGER REFERENCES t DEFERRABLE INITIALLY DEFERRED)`,
  );
  const other = new DatabaseSync(file);
  t.after(() => {
    db.close();
    other.close();
  });
  const insert = db.prepare('INSERT INTO t VALUES (?, ?, ?)');
  const count = other.prepare('SELECT count(*) AS count FROM t');
  return {
    db,
    commits: createGroupCommit(db, (cause) => storageError('It', cause)),
    insert: (n: number, text = '', parent: number | null = null) => void insert.run(n, text, parent),
    /** How many another connection sees: those that are committed. */
    committed: () => count.get()?.['count'],
  };
};

test('what is asked for in one turn is committed together, and answered only then', async (t) => {
  const { commits, insert, committed } = open(t);
  const seen: unknown[] = [];
  const answers = [1, 2, 3].map(async (n) => {
    const answer = await commits.write(() => {
      seen.push(committed());
      insert(n);
      return n * 10;
    });
    assert.equal(committed(), 3);
    return answer;
  });
  assert.equal(committed(), 0);
  assert.deepEqual(await Promise.all(answers), [10, 20, 30]);
  assert.deepEqual(seen, [0, 0, 0]);
});

test('nothing is scheduled while there is nothing to write', async (t) => {
  const { commits, insert } = open(t);
  await commits.write(() => insert(1));
  await new Promise(setImmediate);
  const scheduled = process.getActiveResourcesInfo().filter((name) => name === 'Immediate' || name === 'Timeout');
  assert.deepEqual(scheduled.includes('Immediate'), false);
});

test('a refused write fails alone', async (t) => {
  const { commits, insert, committed } = open(t);
  const results = await Promise.allSettled([
    commits.write(() => insert(1)),
    commits.write(() => insert(1)),
    commits.write(() => {
      throw new AppError('overloaded', 'full');
    }),
    commits.write(() => insert(2)),
  ]);
  assert.deepEqual(
    results.map(({ status }) => status),
    ['fulfilled', 'rejected', 'rejected', 'fulfilled'],
  );
  assert.ok(results[2]?.status === 'rejected' && hasCode('overloaded')(results[2].reason));
  assert.equal(committed(), 2);
});

test('when the commit fails, every write of it is undone and rejected, and the next goes through', async (t) => {
  const { commits, insert, committed } = open(t);
  const writes = [
    commits.write(() => insert(1)),
    commits.write(() => insert(2, '', 99)),
    commits.write(() => insert(3)),
  ];
  for (const write of writes) await assert.rejects(write, hasCode('storage-unavailable'));
  assert.equal(committed(), 0);
  await commits.write(() => insert(1));
  assert.equal(committed(), 1);
});

test('when the disk is full, nothing is half written, and it goes on once there is room', async (t) => {
  const { db, commits, insert, committed } = open(t);
  await commits.write(() => insert(1));
  setDiskFull(db, true);
  const writes = [commits.write(() => insert(2)), commits.write(() => insert(3, 'x'.repeat(100_000)))];
  for (const write of writes)
    await assert.rejects(write, (error) => {
      assert.ok(hasCode('storage-unavailable')(error) && error instanceof Error);
      assert.match(error.message, /the disk is full; make room/);
      return true;
    });
  assert.equal(committed(), 1);
  assert.equal(db.isTransaction, false);
  setDiskFull(db, false);
  await commits.write(() => insert(2));
  assert.equal(committed(), 2);
});

test('very many are split over several commits, in order', async (t) => {
  const { commits, insert, committed } = open(t);
  const seen: unknown[] = [];
  const all = Array.from({ length: 10_000 }, async (_, n) =>
    commits.write(() => {
      insert(n);
      if (n % 4_096 === 0) seen.push(committed());
    }),
  );
  await Promise.all(all);
  assert.deepEqual(seen, [0, 4_096, 8_192]);
});

test('flush commits at once', async (t) => {
  const { commits, insert, committed } = open(t);
  const write = commits.write(() => insert(1));
  commits.flush();
  assert.equal(committed(), 1);
  await write;
});
