import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startRetention } from '../../src/delivery/retention.ts';
import { silentLogger } from '../../src/logger.ts';
import type { JobEngine } from '../../src/queue/job-engine.ts';
import { createFakeClock, turns } from '../fake-clock.ts';

test('what ended before the retention is swept, again and again, whatever fails, until it is stopped', async () => {
  const clock = createFakeClock(1_000_000_000);
  const asked: number[] = [];
  const sweep: JobEngine['sweep'] = async (before, newest) => {
    assert.deepEqual(newest, { guildIds: ['1', '2'], keep: 100_000 });
    asked.push(clock.now() - before);
    if (asked.length === 1) throw new Error('disk full');
    return 3;
  };
  const retention = startRetention({
    engine: { sweep },
    guildIds: async () => ['1', '2'],
    clock,
    log: silentLogger,
    retentionMs: 5_000,
  });
  clock.advance(60_000);
  await turns();
  clock.advance(600_000);
  await turns();
  assert.deepEqual(asked, [5_000, 5_000]);
  retention.stop();
  clock.advance(6_000_000);
  assert.equal(asked.length, 2);
});
