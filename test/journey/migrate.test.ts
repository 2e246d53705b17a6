import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { needs } from '../needs.ts';
import { startRedis } from '../redis.ts';
import { createChildProgram } from './child-program.ts';
import { createWebhook, post } from './child-webhook.ts';
import { runCommand, startCommand } from './command-line.ts';

const channels = [demoIds.general, demoIds.alerts];
const each = 60;

test(
  'a killed program moves into Redis, though the move is killed too: nothing is lost, nothing is posted twice',
  needs('redis-server'),
  async (context) => {
    const redis = await startRedis(context);
    const sandbox = await startSandbox({ port: 0, limits: 'none' });
    const dataDir = await mkdtemp(join(tmpdir(), 'guildhook-migrate-'));
    const env = {
      DATA_DIR: dataDir,
      DISCORD_API_URL: sandbox.apiUrl,
      DISCORD_TOKEN: sandbox.token,
      DISCORD_GUILD_ID: demoIds.guild,
      RATE_LIMIT: '100000/1s',
    };
    const redisEnv = { ...env, REDIS_URL: redis.url, ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64') };
    const old = await createChildProgram(env);
    const next = await createChildProgram(redisEnv);
    context.after(async () => {
      await old.kill();
      await next.kill();
      await sandbox.stop();
      await rm(dataDir, { recursive: true, force: true });
    });

    await old.start();
    await Promise.all([sandbox.commandsRegistered(), old.ready()]);
    const webhooks = [];
    for (const [index, channel] of channels.entries())
      webhooks.push(await createWebhook(sandbox, `w${index}`, channel));
    const key = webhooks[0]?.key ?? assert.fail('the first webhook shows the key');
    const acknowledged = new Map<string, string>();
    await Promise.all(
      webhooks.map(async ({ path }, lane) => {
        for (let number = 0; number < each; number += 1) {
          const message = `m-${lane}-${number}`;
          const { id } = await post({ url: `${old.url}${path}`, key, message });
          if (id !== undefined) acknowledged.set(message, id);
        }
      }),
    );
    await old.kill();
    assert.equal(acknowledged.size, each * channels.length);

    let kills = 0;
    for (const afterMs of [0, 20, 60]) {
      const moving = startCommand(['migrate'], redisEnv);
      for (let tries = 0; !moving.printed().includes('facts:') && tries < 400; tries += 1) await wait(10);
      await wait(afterMs);
      moving.kill();
      if ((await moving.ended).code === null) kills += 1;
    }
    const moved = await runCommand(['migrate'], redisEnv);
    assert.equal(moved.code, 0, moved.errors);
    const refused = await runCommand([], env);
    assert.equal(refused.code, 1);
    assert.match(refused.errors, /has moved into Redis\. Set REDIS_URL/);

    await next.start();
    const posted = () =>
      channels.flatMap((channel) => (sandbox.world.messages.get(channel) ?? []).map(({ content }) => content));
    for (let tries = 0; tries < 1_200 && posted().length < acknowledged.size; tries += 1) await wait(25);
    await wait(300);
    assert.deepEqual(posted().toSorted(), [...acknowledged.keys()].toSorted());
    for (const [message, id] of [...acknowledged].slice(0, 5)) {
      const answer = await fetch(`${next.url}/deliveries/${id}`, { headers: { authorization: key } });
      assert.equal(answer.status, 200, message);
      const lane = Number(message.split('-')[1]);
      const again = await post({ url: `${next.url}${webhooks[lane]?.path}`, key, message });
      assert.equal(again.id, id);
    }
    assert.equal(posted().length, acknowledged.size);
    assert.equal(await next.terminate(), 0);
    context.diagnostic(`${acknowledged.size} acknowledged, the move killed ${kills} times`);
  },
);
