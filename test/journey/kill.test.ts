import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { createChildProgram } from './child-program.ts';

/** How often it is killed; `KILLS=200 npm test -- journey/kill` for the long run. */
const kills = Number(process.env['KILLS'] ?? 8);
const channels = [demoIds.general, demoIds.alerts, demoIds.deploys];

/** What `/webhook create` answers, as the admin sees it. */
const createWebhook = async (sandboxUrl: string, name: string, channel: string) => {
  const response = await fetch(`${sandboxUrl}/interactions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      user: 'owner',
      command: 'webhook create',
      options: { name, channel, message: '<message>' },
    }),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  return { path: /\/webhook\/\d+\/\w+/.exec(text)?.[0] ?? assert.fail(text), key: /whk_\w+/.exec(text)?.[0] };
};

test(
  `${kills} kills under load lose no acknowledged delivery and post none twice`,
  { timeout: 120_000 + kills * 3_000 },
  async (context) => {
    const sandbox = await startSandbox({ port: 0, limits: 'none' });
    const dataDir = await mkdtemp(join(tmpdir(), 'guildhook-kill-'));
    const program = await createChildProgram({
      DATA_DIR: dataDir,
      DISCORD_API_URL: sandbox.apiUrl,
      DISCORD_TOKEN: sandbox.token,
      DISCORD_GUILD_ID: demoIds.guild,
      RATE_LIMIT: '100000/1s',
    });
    context.after(async () => {
      await program.kill();
      await sandbox.stop();
      await rm(dataDir, { recursive: true, force: true });
    });

    await program.start();
    await Promise.all([sandbox.commandsRegistered(), program.ready()]);
    const webhooks: { path: string; key: string | undefined }[] = [];
    for (const [index, channel] of channels.entries())
      webhooks.push(await createWebhook(sandbox.url, `w${index}`, channel));
    const key = webhooks[0]?.key ?? assert.fail('the first webhook shows the key');

    const acknowledged = new Map<string, string>();
    const sent = new Set<string>();
    let loading = true;
    const load = async (lane: number) => {
      const path = webhooks[lane]?.path ?? assert.fail();
      for (let number = 0; loading; number += 1) {
        const message = `m-${lane}-${number}`;
        sent.add(message);
        try {
          const response = await fetch(`${program.url}${path}`, {
            method: 'POST',
            headers: { authorization: key, 'content-type': 'application/json' },
            body: JSON.stringify({ variables: [{ name: 'message', variable: '{message}', value: message }] }),
          });
          const body: unknown = await response.json();
          if (response.status === 200) acknowledged.set(message, JSON.stringify(body));
        } catch {
          // Killed meanwhile: not acknowledged.
        }
        await wait(40 + Math.random() * 40);
      }
    };
    const loads = channels.map((_, lane) => load(lane));
    for (let kill = 0; kill < kills; kill += 1) {
      await wait(Math.random() * 600);
      await program.kill();
      await program.start();
    }
    await wait(300);
    loading = false;
    await Promise.all(loads);

    const posted = () =>
      channels.flatMap((channel) => (sandbox.world.messages.get(channel) ?? []).map(({ content }) => content));
    for (let waits = 0; waits < 600; waits += 1) {
      const have = new Set(posted());
      if ([...acknowledged.keys()].every((message) => have.has(message))) break;
      await wait(100);
    }
    const messages = posted();
    const counts = Map.groupBy(messages, (message) => message);
    const lost = [...acknowledged.keys()].filter((message) => !counts.has(message));
    const twice = [...counts].filter(([, copies]) => copies.length > 1).map(([message]) => message);
    const invented = messages.filter((message) => !sent.has(message));
    assert.deepEqual({ lost, twice, invented }, { lost: [], twice: [], invented: [] });
    assert.ok(acknowledged.size > kills, `only ${acknowledged.size} were acknowledged`);
    assert.equal(await program.terminate(), 0);
    context.diagnostic(
      `${kills} kills, ${sent.size} sent, ${acknowledged.size} acknowledged, ${messages.length} posted once`,
    );
  },
);
