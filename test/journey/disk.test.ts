import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { suite, test, type TestContext } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { needs } from '../needs.ts';
import { createChildProgram } from './child-program.ts';
import { createWebhook, post } from './child-webhook.ts';
import { startChildWithSandbox } from './child-with-sandbox.ts';

const setUp = async (context: TestContext) => {
  const { sandbox, program, dataDir } = await startChildWithSandbox(context);
  const { path, key = '' } = await createWebhook(sandbox, 'disk', demoIds.general);
  const posted = () => (sandbox.world.messages.get(demoIds.general) ?? []).map(({ content }) => content);
  return { program, dataDir, posted, call: (message: string) => post({ url: program.url + path, key, message }) };
};

/** Lets these system calls of a running program fail on the files of its data directory, until called off. */
const breakDisk = async (pid: number, dataDir: string, injected: string) => {
  const files = ['jobs.db', 'jobs.db-wal', 'store.db', 'store.db-wal'].flatMap((name) => ['-P', join(dataDir, name)]);
  const args = ['-f', '-p', String(pid), '-e', `inject=${injected}`, '-o', '/dev/null', ...files];
  const tracer = spawn('strace', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  const gone = once(tracer, 'exit');
  let said = '';
  const attached = new Promise<void>((resolve, reject) => {
    tracer.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString();
      if (said.includes('attached')) resolve();
    });
    tracer.once('exit', () => reject(new Error(`strace ended: ${said}`)));
  });
  await attached;
  return async () => {
    tracer.kill('SIGINT');
    await gone;
  };
};

const readyz = async (url: string) => {
  const response = await fetch(`${url}/readyz`);
  return { status: response.status, text: await response.text() };
};

const faults: Record<string, string> = {
  'fsync fails with EIO': 'fsync,fdatasync:error=EIO',
  'writing fails with EIO': 'pwrite64,write:error=EIO',
  'the disk is full': 'pwrite64,write,ftruncate,fallocate:error=ENOSPC',
  'the disk turned read-only': 'pwrite64,write,ftruncate,fsync,fdatasync:error=EROFS',
};

suite('the disk fails under the running program', { concurrency: 3 }, () => {
  for (const [name, injected] of Object.entries(faults)) {
    test(`${name}: 503 and the reason, then it goes on`, { timeout: 60_000, ...needs('strace') }, async (context) => {
      const { program, dataDir, posted, call } = await setUp(context);
      assert.equal((await call('before')).status, 200);
      const mend = await breakDisk(program.pid(), dataDir, injected);
      const refused: number[] = [];
      for (let number = 0; number < 10; number += 1) refused.push((await call(`during-${number}`)).status);
      assert.deepEqual(new Set(refused), new Set([503]));
      let ready = await readyz(program.url);
      for (let waits = 0; ready.status === 200 && waits < 100; waits += 1) {
        await wait(100);
        ready = await readyz(program.url);
      }
      assert.equal(ready.status, 503);
      assert.match(ready.text, /data directory cannot be written/);
      await mend();

      let after = await call('after');
      for (let waits = 0; after.status !== 200 && waits < 100; waits += 1) {
        await wait(100);
        after = await call('after');
      }
      assert.equal(after.status, 200);
      await program.kill();
      await program.start();
      await program.ready();
      assert.equal((await call('last')).status, 200);
      for (let waits = 0; !posted().includes('last') && waits < 200; waits += 1) await wait(50);
      assert.deepEqual(posted(), ['before', 'after', 'last'], 'what was refused never happens');
    });
  }

  test(
    'what was posted while the disk fails is not posted again',
    { timeout: 60_000, ...needs('strace') },
    async (context) => {
      const { program, dataDir, posted, call } = await setUp(context);
      // Accepting syncs once, and then the result cannot be written.
      const mend = await breakDisk(program.pid(), dataDir, 'fdatasync,fsync:error=EIO:when=2+');
      assert.equal((await call('once')).status, 200);
      for (let waits = 0; posted().length === 0 && waits < 200; waits += 1) await wait(25);
      await wait(300);
      await program.kill();
      await mend();
      await program.start();
      await program.ready();
      assert.equal((await call('last')).status, 200);
      for (let waits = 0; !posted().includes('last') && waits < 200; waits += 1) await wait(50);
      assert.deepEqual(posted(), ['once', 'last']);
    },
  );
});

test('a second program on the same data directory says whose it is and leaves it alone', async (context) => {
  const { program, dataDir, call } = await setUp(context);
  const second = await createChildProgram({
    DATA_DIR: dataDir,
    DISCORD_API_URL: 'http://127.0.0.1:1/api',
    DISCORD_TOKEN: 'x.y.z',
  });
  await assert.rejects(second.start(), /Another running Guildhook uses the data directory .*DATA_DIR/s);
  assert.equal((await call('still')).status, 200);
  assert.equal(await program.terminate(), 0);
});
