import assert from 'node:assert/strict';
import { test } from 'node:test';
import { silentLogger } from '../../../src/logger.ts';
import { createRetries } from '../../../src/queue/engines/sqlite-retries.ts';
import { createFakeClock, turns } from '../../fake-clock.ts';

const bench = (start = 1_000) => {
  const clock = createFakeClock(start);
  const stored: { seq: number; lane: string; runAt: number }[] = [];
  const brought: number[] = [];
  const asked: string[] = [];
  const failing = { reads: 0 };
  const later = (at: number, seq: number) =>
    stored
      .filter((job) => job.runAt > at || (job.runAt === at && job.seq > seq))
      .sort((a, b) => a.runAt - b.runAt || a.seq - b.seq);
  const retries = createRetries({
    clock,
    log: { ...silentLogger, error: (_, message) => void asked.push(message) },
    lanes: { due: (_lane, seq) => void brought.push(seq) },
    statements: {
      dueAfter(at, seq, now, limit) {
        asked.push('read');
        if (failing.reads > 0) {
          failing.reads -= 1;
          throw new Error('disk I/O error');
        }
        return later(at, seq)
          .filter(({ runAt }) => runAt <= now)
          .slice(0, limit);
      },
      nextDueAfter: (at, seq) => later(at, seq)[0]?.runAt,
    },
    isActive: (seq) => seq === 99,
    changed: () => undefined,
  });
  const plan = (seq: number, runAt: number) => {
    stored.push({ seq, lane: 'lane', runAt });
    retries.planned(runAt);
  };
  return { clock, brought, asked, failing, retries, plan };
};

test('each is brought once, at its time, and nothing is read between', () => {
  const { clock, brought, asked, retries, plan } = bench();
  plan(1, 500);
  retries.start();
  plan(3, 3_000);
  plan(2, 2_000);
  assert.deepEqual(brought, [1]);
  const reads = asked.length;
  clock.advance(999);
  assert.equal(asked.length, reads);
  clock.advance(1);
  assert.deepEqual(brought, [1, 2]);
  clock.advance(1_000);
  assert.deepEqual(brought, [1, 2, 3]);
  assert.equal(clock.pending(), 0);
});

test('what is in the handler’s hands is not brought', () => {
  const { brought, retries, plan } = bench();
  plan(99, 500);
  retries.start();
  assert.deepEqual(brought, []);
});

test('a read that fails is done again', () => {
  const { clock, brought, asked, failing, retries, plan } = bench();
  retries.start();
  plan(1, 2_000);
  failing.reads = 2;
  clock.advance(1_000);
  assert.deepEqual(brought, []);
  clock.advance(2_000);
  assert.deepEqual(brought, [1]);
  assert.equal(asked.filter((message) => message.includes('trying again')).length, 2);
});

test('very many are brought step by step', async () => {
  const { brought, asked, retries, plan } = bench();
  for (let seq = 0; seq < 2_500; seq += 1) plan(seq + 100, 500);
  retries.start();
  assert.equal(brought.length, 1_000);
  await turns();
  assert.equal(brought.length, 2_500);
  assert.equal(new Set(brought).size, 2_500);
  assert.equal(asked.length, 3);
});

test('nothing is brought after the stop', () => {
  const { clock, brought, retries, plan } = bench();
  retries.start();
  plan(1, 2_000);
  retries.stop();
  plan(2, 2_000);
  clock.advance(10_000);
  assert.deepEqual(brought, []);
  assert.equal(clock.pending(), 0);
});

test('a clock that is put forward is noticed within a minute, one that is put back loses nothing', () => {
  const { clock, brought, retries, plan } = bench();
  retries.start();
  plan(1, 600_000);
  clock.set(700_000);
  clock.advance(60_000);
  assert.deepEqual(brought, [1]);
  plan(2, 800_000);
  clock.set(100_000);
  clock.advance(690_000);
  assert.deepEqual(brought, [1]);
  clock.advance(60_000);
  assert.deepEqual(brought, [1, 2]);
});

test('what was planned while the clock was a century ahead comes once it is right', () => {
  const { clock, brought, retries, plan } = bench(Date.UTC(2100, 0, 1));
  retries.start();
  plan(1, clock.now() + 5_000);
  clock.set(Date.UTC(2026, 0, 1));
  clock.advance(60_000);
  assert.deepEqual(brought, [1]);
  plan(2, clock.now() + 1_000);
  clock.advance(1_000);
  assert.deepEqual(brought.slice(-1), [2]);
});
