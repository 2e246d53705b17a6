import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReadiness } from '../../src/http/readiness.ts';

type World = {
  now: number;
  writes: number;
  canWrite: boolean;
  oldestMs: number;
  gateway: { connected: boolean; reason?: string };
  tokenRejected: boolean;
};

const start = () => {
  const world: World = {
    now: 0,
    writes: 0,
    canWrite: true,
    oldestMs: 0,
    gateway: { connected: true },
    tokenRejected: false,
  };
  const readiness = createReadiness({
    clock: { now: () => world.now, after: () => () => undefined },
    facts: {
      set: async () => {
        world.writes += 1;
        if (!world.canWrite) throw new Error('disk full');
      },
    },
    queue: () => ({ waiting: 0, active: 0, retrying: 0, bytes: 0, oldestMs: world.oldestMs }),
    gateway: () => world.gateway,
    discord: () => ({ tokenRejected: world.tokenRejected, brakedUntil: undefined }),
  });
  return { world, readiness };
};

test('gives no reason when all is well, or a little behind', async () => {
  const { world, readiness } = start();
  assert.deepEqual(await readiness(), []);
  world.oldestMs = 300_000;
  assert.deepEqual(await readiness(), []);
});

test('gives every reason at once', async () => {
  const { world, readiness } = start();
  Object.assign(world, {
    canWrite: false,
    gateway: { connected: false, reason: 'The gateway is gone.' },
    tokenRejected: true,
    oldestMs: 301_000,
  });
  const reasons = await readiness();
  assert.equal(reasons.length, 4);
  for (const [at, text] of [
    /cannot be written/,
    /^The gateway is gone\.$/,
    /DISCORD_TOKEN/,
    /301 s behind/,
  ].entries()) {
    assert.match(reasons[at] ?? '', text);
  }
  world.gateway = { connected: false };
  assert.match((await readiness()).join(' '), /Not connected to the Discord gateway/);
});

test('tries to write at most every 5 s while it works, and each time while it does not', async () => {
  const { world, readiness } = start();
  for (world.now = 0; world.now < 5000; world.now += 1000) await readiness();
  assert.equal(world.writes, 1);
  world.canWrite = false;
  world.now = 5000;
  assert.equal((await readiness()).length, 1);
  world.canWrite = true;
  world.now = 5001;
  assert.deepEqual(await readiness(), []);
  assert.equal(world.writes, 3);
});

test('a receiver alone is judged by whether it can write, in the words of where it writes', async () => {
  const readinessOf = (set: () => Promise<void>) =>
    createReadiness({
      clock: { now: () => 0, after: () => () => undefined },
      facts: { set },
      cannotWrite: 'Redis is away.',
      discord: () => ({ tokenRejected: false, brakedUntil: undefined }),
    });
  assert.deepEqual(await readinessOf(async () => undefined)(), []);
  assert.deepEqual(await readinessOf(async () => Promise.reject(new Error('away')))(), ['Redis is away.']);
});
