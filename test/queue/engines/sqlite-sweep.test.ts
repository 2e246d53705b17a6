import assert from 'node:assert/strict';
import { statSync } from 'node:fs';
import { test } from 'node:test';
import { silentLogger } from '../../../src/logger.ts';
import { createSqliteEngine } from '../../../src/queue/engines/sqlite.ts';
import { createFakeClock, until } from '../../fake-clock.ts';
import { temporaryFile } from './open-files.ts';

test('the file stays bounded: what was swept is used again, and much room is given back', async (t) => {
  const file = temporaryFile(t);
  const clock = createFakeClock();
  const engine = await createSqliteEngine({ file, clock, log: silentLogger, idempotencyRetentionMs: 1 });
  await engine.start(async () => ({ state: 'done', progress: '' }));
  const sizes: number[] = [];
  for (let round = 0; round < 4; round += 1) {
    const adds = Array.from({ length: 2_000 }, async (_, number) =>
      engine.add({ id: `${round} ${number}`, guildId: 'guild', lane: 'lane', payload: 'x'.repeat(4_000) }),
    );
    await Promise.all(adds);
    await until(() => engine.stats().waiting + engine.stats().active === 0);
    sizes.push(statSync(file).size);
    clock.advance(1_000);
    assert.equal(await engine.sweep(clock.now()), 2_000);
  }
  const [first = 0, ...later] = sizes;
  for (const size of later) assert.ok(size < first * 1.5, `${first} grew to ${size} bytes`);
  await engine.stop(0);
  assert.ok(statSync(file).size < 200_000, `${statSync(file).size} bytes are left of an empty queue`);
});
