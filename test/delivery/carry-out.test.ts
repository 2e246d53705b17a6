import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCarryOut, endStateOf } from '../../src/delivery/carry-out.ts';
import { readProgress } from '../../src/delivery/stored.ts';
import type { DeliveryInput } from '../../src/domain/delivery.ts';
import type { ActionDraft } from '../../src/domain/webhook.ts';
import { AppError } from '../../src/errors.ts';
import { silentLogger } from '../../src/logger.ts';
import type { Job, Outcome } from '../../src/queue/job-engine.ts';
import { createFakeClock } from '../fake-clock.ts';
import { createFakeDoors, type DoorCall } from './fake-doors.ts';

const guildId = '123456789012345678';
const channel = '223456789012345678';
const start = Date.UTC(2026, 0, 1);

const send = (content: string): ActionDraft => ({ kind: 'send-message', channel, content });

const jobOf = (actions: ActionDraft[], more: Partial<DeliveryInput> = {}): Job => {
  const input: DeliveryInput = {
    webhook: {
      id: 'abcdefghijklmnop',
      guildId,
      enabled: true,
      revision: 1,
      createdAt: start,
      createdBy: guildId,
      definition: { name: 'test', variables: [], actions },
    },
    variables: {},
    requestId: 'r1',
    ...more,
  };
  return {
    id: 'delivery-1',
    guildId,
    lane: input.webhook.id,
    payload: JSON.stringify(input),
    progress: '',
    state: 'queued',
    createdAt: start,
    runAt: start,
    finishedAt: undefined,
  };
};

/** Answers as Discord would to a created message; `fault` may throw instead. */
const setUp = (fault: (call: DoorCall, count: number) => void = () => undefined) => {
  let count = 0;
  const doors = createFakeDoors((call) => {
    count += 1;
    fault(call, count);
    return { id: String(900000000000000000n + BigInt(count)), channel_id: channel };
  });
  const clock = createFakeClock(start);
  const carryOut = createCarryOut({ openDoors: doors.open, clock, random: () => 0.5, log: silentLogger });
  const saved: string[] = [];
  const run = (job: Job, signal = new AbortController().signal): Promise<Outcome> =>
    carryOut(job, async (progress) => void saved.push(progress), signal);
  return { ...doors, clock, saved, run };
};

const nonceOfCall = ({ body }: DoorCall): unknown =>
  typeof body === 'object' && body !== null && !Array.isArray(body) ? body['nonce'] : undefined;

test('actions run in order and their results are told', async () => {
  const { run, calls, saved } = setUp();
  const outcome = await run(jobOf([send('one'), send('two')]));
  assert.ok('state' in outcome && outcome.state === 'done');
  assert.equal(calls.length, 2);
  assert.equal(new Set(calls.map(nonceOfCall)).size, 2, 'each action has its own nonce');
  assert.equal(saved.length, 1, 'the first result is on disk before the second action begins');
  assert.deepEqual(
    readProgress(outcome).results.map(({ status }) => status),
    ['done', 'done'],
  );
});

test('after a crash it goes on after the last action that has ended, with the same nonces', async () => {
  const first = setUp((_, count) => {
    if (count === 2) throw new AppError('discord-unavailable', 'gone');
  });
  const job = jobOf([send('one'), send('two')]);
  const outcome = await first.run(job);
  assert.ok('retryAt' in outcome && outcome.retryAt > start);

  const crashed = setUp();
  const resumed = await crashed.run({ ...job, progress: first.saved.at(-1) ?? '' });
  assert.ok('state' in resumed && resumed.state === 'done');
  assert.equal(crashed.calls.length, 1);
  assert.equal(nonceOfCall(crashed.calls[0] ?? assert.fail()), nonceOfCall(first.calls[1] ?? assert.fail()));
});

test('what may pass is tried again on the schedule, and fails after the last attempt', async () => {
  const { run, clock } = setUp(() => {
    throw new AppError('discord-unavailable', 'Discord does not answer.');
  });
  const job = jobOf([send('one'), send('two')]);
  let progress = '';
  let tries = 0;
  for (; tries < 100; tries += 1) {
    const outcome = await run({ ...job, progress });
    if ('state' in outcome) {
      assert.equal(outcome.state, 'failed');
      const { results, attempts } = readProgress(outcome);
      assert.deepEqual(
        results.map(({ status }) => status),
        ['failed', 'skipped'],
      );
      assert.equal(attempts.length, tries + 1);
      break;
    }
    clock.advance(outcome.retryAt - clock.now());
    ({ progress } = outcome);
  }
  assert.ok(tries > 10);
  assert.ok(clock.now() - start > 20 * 3_600_000, 'it has been tried for most of a day');
});

test('what is final is not tried again, and what follows is skipped', async () => {
  const { run, calls } = setUp((_, count) => {
    if (count === 2) throw new AppError('missing-permission', 'Give the bot Send Messages.');
  });
  const outcome = await run(jobOf([send('one'), send('two'), send('three')]));
  assert.ok('state' in outcome && outcome.state === 'partial');
  assert.equal(calls.length, 2);
  const [, failed, skipped] = readProgress(outcome).results;
  assert.deepEqual(failed?.error, { code: 'missing-permission', message: 'Give the bot Send Messages.' });
  assert.equal(skipped?.status, 'skipped');
});

test('a fault of our own ends the delivery without showing its message', async () => {
  const { run } = setUp(() => {
    throw new TypeError('secret internals');
  });
  const outcome = await run(jobOf([send('one')]));
  assert.ok('state' in outcome && outcome.state === 'failed');
  assert.ok(!outcome.progress.includes('secret internals'));
  assert.ok(outcome.progress.includes('delivery-1'));
});

test('stopping is no attempt: the delivery stays as it was', async () => {
  const controller = new AbortController();
  const { run } = setUp(() => {
    controller.abort();
    throw new AppError('discord-unavailable', 'called off');
  });
  const outcome = await run(jobOf([send('one')]), controller.signal);
  assert.ok('retryAt' in outcome);
  assert.deepEqual(readProgress(outcome), { results: [], attempts: [] });
});

test("built-in tokens tell of the guild, the action's channel and its member; the caller's variables win", async () => {
  const { run, calls } = setUp();
  const content =
    '<server.name> <channel.name> <webhook.name> <delivery.id> <now> <bot.name> <user> <user.name> <nothing> <server>';
  const outcome = await run(jobOf([send(content)], { variables: { user: 'Bob', bot: 'mine' } }));
  const { body } = calls[0] ?? assert.fail();
  assert.ok(typeof body === 'object' && body !== null && !Array.isArray(body));
  assert.equal(
    body['content'],
    'Our \\*server\\* alerts test delivery-1 2026-01-01T00:00:00Z Guildhook Bob <user.name> <nothing> <server>',
  );
  const notes = readProgress(outcome).results[0]?.notes?.join(' ') ?? '';
  assert.ok(notes.includes('<nothing>') && notes.includes('<user.name>'));
});

test('how a delivery ended follows from its results', () => {
  const result = (status: 'done' | 'failed' | 'skipped' | 'ambiguous') => ({ kind: 'x', status });
  assert.equal(endStateOf([]), 'done');
  assert.equal(endStateOf([result('done'), result('skipped')]), 'done');
  assert.equal(endStateOf([result('failed'), result('skipped')]), 'failed');
  assert.equal(endStateOf([result('done'), result('failed')]), 'partial');
  assert.equal(endStateOf([result('done'), result('ambiguous'), result('skipped')]), 'ambiguous');
});

test('every end is told once, with what it was accepted with; what is tried again is no end', async () => {
  const told: unknown[] = [];
  let fails = true;
  const doors = createFakeDoors(() => {
    if (fails) throw new AppError('discord-unavailable', 'gone');
    return { id: '900000000000000001', channel_id: channel };
  });
  const carryOut = createCarryOut({
    openDoors: doors.open,
    clock: createFakeClock(start),
    random: () => 0.5,
    log: silentLogger,
    ended: ({ job, input, state, results }) => void told.push([job.id, input.requestId, state, results.length]),
  });
  const job = jobOf([send('one')]);
  await carryOut(job, async () => undefined, new AbortController().signal);
  assert.deepEqual(told, []);
  fails = false;
  await carryOut(job, async () => undefined, new AbortController().signal);
  assert.deepEqual(told, [['delivery-1', 'r1', 'done', 1]]);
});
