import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { createChildProgram } from './child-program.ts';
import { runCommand } from './command-line.ts';
import { createWebhook, post } from './child-webhook.ts';

const channels = [demoIds.general, demoIds.alerts, demoIds.deploys];

test('a backup made under load brings back all that was acknowledged before it, and posts nothing twice', async (context) => {
  const sandbox = await startSandbox({ port: 0, limits: 'none' });
  const folder = await mkdtemp(join(tmpdir(), 'guildhook-backup-'));
  const [dataDir, copy, restored] = ['data', 'copy', 'restored'].map((name) => join(folder, name));
  assert.ok(dataDir !== undefined && copy !== undefined && restored !== undefined);
  const env = {
    DISCORD_API_URL: sandbox.apiUrl,
    DISCORD_TOKEN: sandbox.token,
    DISCORD_GUILD_ID: demoIds.guild,
    RATE_LIMIT: '100000/1s',
  };
  const program = await createChildProgram({ ...env, DATA_DIR: dataDir });
  const second = await createChildProgram({ ...env, DATA_DIR: restored });
  context.after(async () => {
    await program.kill();
    await second.kill();
    await sandbox.stop();
    await rm(folder, { recursive: true, force: true });
  });

  await program.start();
  await Promise.all([sandbox.commandsRegistered(), program.ready()]);
  const webhooks = await Promise.all(
    channels.map(async (channel, index) => createWebhook(sandbox, `w${index}`, channel)),
  );
  const key =
    webhooks.map((webhook) => webhook.key).find((one) => one !== undefined) ?? assert.fail('no key was shown');

  const acknowledged = new Map<string, string>();
  let isLoading = true;
  const load = async (path: string, lane: number) => {
    for (let number = 0; isLoading; number += 1) {
      const message = `m-${lane}-${number}`;
      const { id } = await post({ url: `${program.url}${path}`, key, message });
      if (id !== undefined) acknowledged.set(message, id);
      await wait(5);
    }
  };
  const loads = webhooks.map(async ({ path }, lane) => load(path, lane));
  await wait(1_000);
  const before = new Map(acknowledged);
  const backup = await runCommand(['backup', copy], { DATA_DIR: dataDir });
  const during = acknowledged.size - before.size;
  await wait(200);
  isLoading = false;
  await Promise.all(loads);
  assert.equal(backup.code, 0, backup.errors);
  assert.match(backup.printed, /Backed up into .*encryption key/);
  assert.deepEqual((await readdir(copy)).filter((name) => !name.endsWith('.key')).sort(), [
    'backup.json',
    'jobs.db',
    'store.db',
  ]);

  const refused = await runCommand(['restore', copy, '--force'], { DATA_DIR: dataDir });
  assert.equal(refused.code, 1);
  assert.match(refused.errors, /Another running Guildhook uses the data directory/);

  await program.kill();
  const brought = await runCommand(['restore', copy], { DATA_DIR: restored });
  assert.equal(brought.code, 0, brought.errors);
  await second.start();
  for (const [message, id] of before) {
    for (let tries = 0; ; tries += 1) {
      const answer = await fetch(`${second.url}/deliveries/${id}`, { headers: { authorization: key } });
      assert.equal(answer.status, 200, `${message} is not there`);
      const text = await answer.text();
      if (text.includes('"status":"done"') || tries > 400) {
        assert.match(text, /"status":"done"/, text);
        break;
      }
      await wait(25);
    }
  }
  await wait(300);
  const posted = channels.flatMap((channel) =>
    (sandbox.world.messages.get(channel) ?? []).map(({ content }) => content),
  );
  const twice = [...Map.groupBy(posted, (message) => message)].filter(([, copies]) => copies.length > 1);
  assert.deepEqual(twice, []);
  assert.deepEqual(
    [...before.keys()].filter((message) => !posted.includes(message)),
    [],
  );
  assert.ok(before.size > 20 && during > 0, `${before.size} before, ${during} during the backup`);
  context.diagnostic(`${before.size} acknowledged before, ${during} during the backup, ${posted.length} posted once`);
});
