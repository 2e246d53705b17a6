import assert from 'node:assert/strict';
import { test } from 'node:test';
import { learnIdentity } from '../../src/discord/identity.ts';
import { AppError } from '../../src/errors.ts';
import { silentLogger } from '../../src/logger.ts';
import { turns, until } from '../fake-clock.ts';
import { openDemoDoors, refusal } from './open-doors.ts';

const memoryFacts = () => {
  const kept = new Map<string, string>();
  return {
    kept,
    get: (name: string) => Promise.resolve(kept.get(name)),
    set: (name: string, value: string) => Promise.resolve(void kept.set(name, value)),
  };
};

test('a token is asked about once, and known without Discord after that', async (t) => {
  const { rest, clock, world, faults } = await openDemoDoors(t);
  const facts = memoryFacts();
  const learn = (token: string) => learnIdentity({ rest, facts, token, clock, log: silentLogger });
  const learnt = await learn(world.token);
  assert.equal(learnt.applicationId, world.applicationId);
  assert.ok(![...facts.kept].flat().some((text) => text.includes(world.token)));
  faults.add({ path: '/users/@me', status: 500, count: Infinity });
  assert.deepEqual(await learn(world.token), learnt);
});

test('an outage is waited out, a rejected token is not', async (t) => {
  const { rest, clock, world, faults } = await openDemoDoors(t);
  faults.add({ path: '/users/@me', status: 500, count: 1 });
  const context = { facts: memoryFacts(), token: world.token, clock, log: silentLogger };
  let learnt = false;
  const pending = learnIdentity({ ...context, rest }).then(({ botId }) => {
    learnt = true;
    return botId;
  });
  await until(() => faults.list().length === 0);
  while (!learnt) {
    clock.advance(1_000);
    await turns();
  }
  assert.equal(await pending, world.bot.id);

  const rejected = new AppError('discord-token-rejected', 'no');
  const refusing = { ...rest, request: () => Promise.reject(rejected) };
  assert.equal(await refusal(learnIdentity({ ...context, facts: memoryFacts(), rest: refusing })), rejected);
});
