import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { needs } from '../needs.ts';
import { call, eventually, postedIn, startProcesses } from './processes.ts';

/** How often something is killed; `KILLS=100 npm test -- journey/many-kills` for the long run. */
const kills = Number(process.env['KILLS'] ?? 6);
const roles = ['receiver', 'receiver', 'worker', 'worker', 'gateway'];
const channels = [demoIds.general, demoIds.alerts, demoIds.deploys];

describe('receivers, workers, a gateway and Redis itself, killed in turn under load', needs('redis-server'), () => {
  const timeout = 120_000 + kills * 8_000;
  test(`${kills} kills lose no acknowledged delivery and post none twice`, { timeout }, async (context) => {
    const { sandbox, redis, programs, webhook } = await startProcesses(context, roles);
    const receivers = programs.slice(0, 2);
    const paths: string[] = [];
    let key = '';
    for (const [index, channel] of channels.entries()) {
      const made = await webhook(`w${index}`, channel);
      paths.push(made.path);
      if (index === 0) key = made.key ?? assert.fail('the first webhook shows the key');
    }

    const acknowledged = new Set<string>();
    const sent = new Set<string>();
    const statuses = new Map<number, number>();
    let loading = true;
    const load = async (lane: number) => {
      for (let number = 0; loading; number += 1) {
        const message = `m-${lane}-${number}`;
        sent.add(message);
        const { status } = await call(`${receivers[number % 2]?.url}${paths[lane]}`, { key, message });
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
        if (status === 200) acknowledged.add(message);
        await wait(30 + Math.random() * 40);
      }
    };
    const loads = channels.map(async (_, lane) => load(lane));

    const killRedis = async () => {
      await redis.kill();
      await wait(Math.random() * 300);
      await redis.restart();
    };
    for (let kill = 0; kill < kills; kill += 1) {
      await wait(Math.random() * 800);
      const victim = programs[kill % (programs.length + 1)];
      if (victim === undefined) await killRedis();
      else {
        await victim.kill();
        await victim.start();
      }
    }
    await wait(500);
    loading = false;
    await Promise.all(loads);

    const lost = () => {
      const posted = new Set(postedIn(sandbox, channels));
      return [...acknowledged].filter((message) => !posted.has(message));
    };
    await eventually(() => lost().length === 0);
    const messages = postedIn(sandbox, channels);
    const twice = [...Map.groupBy(messages, (message) => message)].filter(([, copies]) => copies.length > 1);
    const invented = messages.filter((message) => !sent.has(message));
    assert.deepEqual({ twice, invented }, { twice: [], invented: [] });
    // A key that cannot be looked up, or a call that cannot be written down, is never said to be wrong or done.
    assert.deepEqual(
      [...statuses.keys()].filter((status) => ![0, 200, 503].includes(status)),
      [],
    );
    assert.ok(acknowledged.size > kills * 5, `only ${acknowledged.size} were acknowledged`);
    for (const program of programs) assert.equal(await program.terminate(), 0);
    context.diagnostic(
      `${kills} kills, ${sent.size} sent, ${acknowledged.size} acknowledged, ${messages.length} posted once`,
    );
  });
});
