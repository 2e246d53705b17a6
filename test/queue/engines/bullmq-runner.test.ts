import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../../src/errors.ts';
import { silentLogger } from '../../../src/logger.ts';
import type { Commands, Following, Hand } from '../../../src/queue/engines/bullmq-commands.ts';
import { createBullRunner } from '../../../src/queue/engines/bullmq-runner.ts';
import { done, heldHandler } from '../../contract/job-engine/engine-kind.ts';
import { createFakeClock, turns, until } from '../../fake-clock.ts';

const handOf = (id: string): Hand => ({
  member: `0000000000000001:${id}`,
  attempt: '1',
  lane: 'a',
  job: {
    id,
    guildId: 'guild',
    lane: 'a',
    payload: '',
    progress: '',
    state: 'queued',
    createdAt: 0,
    runAt: 0,
    finishedAt: undefined,
  },
});

/** A runner over writes that are noted and answer as told. */
const bench = (given: Partial<Commands> = {}) => {
  const calls: string[] = [];
  const warnings: string[] = [];
  let number = 0;
  const note = (name: string) => (following: Following) => async () => {
    calls.push(name);
    return following;
  };
  const commands: Pick<Commands, 'take' | 'save' | 'end' | 'leave' | 'pass'> = {
    async take() {
      number += 1;
      calls.push('take');
      return handOf(`a-${number}`);
    },
    save: async () => true,
    end: note('end')({ isLost: false }),
    leave: note('leave')({ isLost: false }),
    async pass(_token, { isBegun }) {
      calls.push(isBegun ? 'pass begun' : 'pass');
      return 'next';
    },
    ...given,
  };
  const clock = createFakeClock();
  const machine = createFakeClock();
  const runner = createBullRunner({
    clock,
    machine,
    log: { ...silentLogger, warn: (_fields, message) => void warnings.push(message) },
    commands,
    tokens: { offer: async ({ token }) => void calls.push(`offer ${token}`) },
  });
  return { runner, calls, warnings, clock, machine };
};
const token = { lane: 'a', token: '1' };

test('a lane’s second token waits until the first one’s job is out of this process’ hands', async () => {
  const { runner, calls } = bench();
  const handler = heldHandler();
  const both = Promise.all([runner.work(handler.handle, token), runner.work(handler.handle, token)]);
  await handler.take('a-1');
  await turns();
  assert.deepEqual(handler.running(), ['a-1']);
  await handler.end('a-1');
  await handler.end('a-2');
  await both;
  assert.deepEqual(calls, ['take', 'end', 'take', 'end']);
});

test('an outcome is written again and again until Redis is back', async () => {
  let fails = 3;
  const { runner, machine } = bench({
    async end() {
      fails -= 1;
      if (fails > 0) throw new AppError('storage-unavailable', 'away');
      return { isLost: false };
    },
  });
  let isOver = false;
  void runner.work(async () => done, token).then(() => (isOver = true));
  for (const left of [2, 1]) {
    await until(() => fails === left && machine.pending() === 1);
    machine.advance(200);
  }
  await until(() => isOver);
});

test('an outcome for a job that another has is dropped, and said', async () => {
  const { runner, warnings } = bench({ end: async () => ({ isLost: true }) });
  await runner.work(async () => done, token);
  assert.equal(warnings.length, 1);
});

test('a handler whose job another has cannot save', async () => {
  const { runner, calls } = bench({ save: async () => false });
  await runner.work(async (_job, save) => {
    await save('half');
    return done;
  }, token);
  assert.deepEqual(calls, ['take', 'leave'], 'it failed, and is tried again if it is still ours');
});

test('the lane’s next job comes at once, or its next token is queued', async () => {
  const following: Following[] = [
    { isLost: false, hand: handOf('b') },
    { isLost: false, token: '2' },
  ];
  const { runner, calls } = bench({ end: async () => following.shift() ?? { isLost: false } });
  const seen: string[] = [];
  await runner.work(async (job) => {
    seen.push(job.id);
    return done;
  }, token);
  assert.deepEqual(
    [seen, calls],
    [
      ['a-1', 'b'],
      ['take', 'offer 2'],
    ],
  );
});

test('a stop gives back what was taken and not begun, and what does not end', async () => {
  const { runner, calls, clock } = bench();
  const handler = heldHandler();
  const worked = runner.work(handler.handle, token);
  await handler.take('a-1');
  const stopped = runner.stop(1_000);
  clock.advance(1_000);
  await turns();
  assert.equal((await handler.take('a-1')).signal.aborted, true);
  clock.advance(500);
  await Promise.all([stopped, worked]);
  await runner.work(handler.handle, { lane: 'b', token: '7' });
  assert.deepEqual(calls, ['take', 'pass begun', 'offer next', 'pass', 'offer next']);
});
