import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test, type TestContext } from 'node:test';
import { openQueueFile } from '../../../src/queue/engines/sqlite-schema.ts';
import { prepareStatements } from '../../../src/queue/engines/sqlite-statements.ts';
import { temporaryFile } from './open-files.ts';

const open = (t: TestContext) => {
  const file = temporaryFile(t);
  openQueueFile(file).close();
  const prepared: string[] = [];
  class Recording extends DatabaseSync {
    override prepare(sql: string) {
      prepared.push(sql);
      return super.prepare(sql);
    }
  }
  const db = new Recording(file);
  t.after(() => db.close());
  return { db, prepared, statements: prepareStatements(db) };
};
const add = (statements: ReturnType<typeof prepareStatements>, seq: number) =>
  statements.insert(seq, { id: `id ${seq}`, guildId: 'guild', lane: `lane ${seq % 2}`, payload: 'xy' }, 2, seq * 10);

test('nothing that is asked while running looks at more than it needs', (t) => {
  const { db, prepared, statements } = open(t);
  for (const state of ['queued', 'done', 'failed', undefined] as const)
    for (const lane of ['lane', undefined])
      statements.list({ guildId: 'guild', limit: 5, ...(lane && { lane }), ...(state && { state }) });
  const plans = prepared
    .filter((sql) => !/^(PRAGMA|BEGIN|COMMIT)/.test(sql))
    .flatMap((sql) =>
      db
        .prepare(`EXPLAIN QUERY PLAN ${sql}`)
        .all(...Array.from({ length: sql.includes('?1') ? 7 : sql.split('?').length - 1 }, () => 1))
        .map((row) => `${String(row['detail'])} — ${sql}`),
    );
  assert.ok(plans.length > 10);
  const costly = plans.filter((plan) => /^SCAN (jobs|idempotency)|TEMP B-TREE/.test(plan));
  assert.deepEqual(costly, []);
});

test('finds the first that waits in a lane, and what it holds', (t) => {
  const { statements } = open(t);
  for (const seq of [1, 2, 3, 4, 5]) add(statements, seq);
  assert.deepEqual(statements.waitingLanes(), [
    { lane: 'lane 1', count: 3, bytes: 6, first: 1 },
    { lane: 'lane 0', count: 2, bytes: 4, first: 2 },
  ]);
  statements.end(1, 'done', '', 5);
  statements.retry(3, 100, 'p');
  assert.equal(statements.nextOf('lane 1')?.seq, 5);
  assert.deepEqual(statements.retrying(), [{ lane: 'lane 1', count: 1, bytes: 2, seq: 3 }]);
  assert.equal(statements.guildOf(3), statements.bySeq(3)?.job.guildId);
  assert.deepEqual(statements.dueAfter(-1, -1, 99, 10), []);
  assert.deepEqual(statements.dueAfter(-1, -1, 100, 10), [{ seq: 3, lane: 'lane 1', runAt: 100 }]);
  assert.deepEqual(statements.dueAfter(100, 3, 100, 10), []);
  assert.equal(statements.nextDueAfter(-1, -1), 100);
  assert.equal(statements.highestSeq(), 5);
});

test('a sweep makes room that is used again, and gives it back when there is much of it', (t) => {
  const { db, statements } = open(t);
  const pages = () => Number(db.prepare('PRAGMA page_count').get()?.['page_count']);
  const payload = 'x'.repeat(2_000);
  for (let seq = 1; seq <= 500; seq += 1) {
    statements.insert(seq, { id: `id ${seq}`, guildId: 'guild', lane: 'lane', payload }, 2_000, 0);
    statements.end(seq, 'done', '', seq);
  }
  const full = pages();
  const sweep = { endedBefore: 1_000, keysBefore: 0, keepKeysMs: 0 };
  assert.equal(statements.sweepJobs({ ...sweep, limit: 300 }), 300);
  assert.equal(statements.sweepJobs({ ...sweep, limit: 300 }), 200);
  assert.equal(pages(), full);
  assert.equal(statements.shrink(10), 10);
  assert.equal(pages(), full - 10);
  assert.ok(statements.shrink(100_000) > 0);
  assert.ok(pages() < full / 2);
  assert.equal(statements.shrink(100_000), 0);
});
