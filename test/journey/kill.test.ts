import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { createWebhook } from './child-webhook.ts';
import { startChildWithSandbox } from './child-with-sandbox.ts';

/** How often it is killed; `KILLS=200 npm test -- journey/kill` for the long run. */
const kills = Number(process.env['KILLS'] ?? 8);
const channels = [demoIds.general, demoIds.alerts, demoIds.deploys];

test(
  `${kills} kills under load lose no acknowledged delivery and post none twice`,
  { timeout: 120_000 + kills * 3_000 },
  async (context) => {
    const { sandbox, program } = await startChildWithSandbox(context);
    const webhooks: { path: string; key: string | undefined }[] = [];
    for (const [index, channel] of channels.entries())
      webhooks.push(await createWebhook(sandbox, `w${index}`, channel));
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
