import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { systemClock } from '../../src/clock.ts';
import { silentLogger } from '../../src/logger.ts';
import { createSqliteEngine } from '../../src/queue/engines/sqlite.ts';
import { temporaryFile } from './engines/open-files.ts';

test('where files cannot grow, jobs are refused as storage-unavailable, and what was accepted is all there', async (t) => {
  const file = temporaryFile(t);
  const script = join(import.meta.dirname, 'disk-full-child.ts');
  // The system refuses to let any file of this process grow beyond so many blocks, for whichever user.
  const command = 'ulimit -f 12000; exec "$0" "$@"';
  const { stdout } = await promisify(execFile)('sh', ['-c', command, process.execPath, script, file]);
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => line.split(' '));
  const added = lines.filter(([what]) => what === 'added').map(([, id = '']) => id);
  const refused = lines.filter(([what]) => what === 'refused');
  assert.ok(added.length > 100, `only ${added.length} were added`);
  assert.deepEqual(new Set(refused.map(([, , code]) => code)), new Set(['storage-unavailable']));
  assert.deepEqual(lines.slice(-2), [['readable', 'job-0'], ['stopped']]);

  const db = new DatabaseSync(file);
  assert.deepEqual({ ...db.prepare('PRAGMA integrity_check').get() }, { integrity_check: 'ok' });
  db.close();
  const engine = await createSqliteEngine({ file, clock: systemClock, log: silentLogger, idempotencyRetentionMs: 1 });
  const ended = new Set<string>();
  await engine.start(async (job) => {
    ended.add(job.id);
    return { state: 'done', progress: '' };
  });
  for (const id of added) assert.equal((await engine.settled(id, 60_000))?.state, 'done', id);
  assert.deepEqual(ended, new Set(added), 'only what was accepted is carried out');
  await engine.add({ id: 'one more', guildId: 'guild', lane: 'lane', payload: 'x'.repeat(5_000) });
  await engine.stop(0);
});
