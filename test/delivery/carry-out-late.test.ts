import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCarryOut } from '../../src/delivery/carry-out.ts';
import { readProgress } from '../../src/delivery/stored.ts';
import { snowflakeAt } from '../../src/domain/snowflake.ts';
import { AppError } from '../../src/errors.ts';
import { silentLogger } from '../../src/logger.ts';
import type { Job, Outcome } from '../../src/queue/job-engine.ts';
import { createFakeClock } from '../fake-clock.ts';
import { createFakeDoors, type DoorCall } from './fake-doors.ts';

const guildId = '123456789012345678';
const channel = '223456789012345678';
const start = Date.UTC(2026, 0, 1);
const lost = new AppError('discord-unavailable', 'No answer.', { effectUnknown: true });
const notSent = new AppError('discord-unavailable', 'Not reached.');

const webhook = {
  id: 'abcdefghijklmnop',
  guildId,
  enabled: true,
  revision: 1,
  createdAt: start,
  createdBy: guildId,
  definition: { name: 'test', variables: [], actions: [{ kind: 'send-message', channel, content: 'hi' }] },
};
const job: Job = {
  id: 'delivery-1',
  guildId,
  lane: webhook.id,
  payload: JSON.stringify({ webhook, variables: {}, requestId: 'r1' }),
  progress: '',
  state: 'queued',
  createdAt: start,
  runAt: start,
  finishedAt: undefined,
};

/** A channel that keeps messages as Discord does, without their nonces; `fail` is thrown before or after a message is sent. */
const setUp = () => {
  const messages: { id: string; channel_id: string; author: { id: string }; content: unknown; embeds: unknown[] }[] =
    [];
  const clock = createFakeClock(start);
  const faults: { before?: AppError; after?: AppError; history?: AppError }[] = [];
  const doors = createFakeDoors(({ method, path, body }: DoorCall) => {
    const fault = faults[0] ?? {};
    if (method === 'GET') {
      if (fault.history !== undefined) throw fault.history;
      return path.length === 0 ? { last_message_id: messages.at(-1)?.id ?? null } : messages;
    }
    faults.shift();
    if (fault.before !== undefined) throw fault.before;
    const content = typeof body === 'object' && body !== null && !Array.isArray(body) ? body['content'] : undefined;
    const message = {
      id: String(BigInt(snowflakeAt(clock.now())) + BigInt(messages.length)),
      channel_id: channel,
      author: { id: '1' },
      content,
      embeds: [],
    };
    messages.push(message);
    if (fault.after !== undefined) throw fault.after;
    return message;
  });
  const carryOut = createCarryOut({ openDoors: doors.open, clock, random: () => 0.5, log: silentLogger });
  const run = (given: Job, signal = new AbortController().signal): Promise<Outcome> =>
    carryOut(given, async () => undefined, signal);
  const asked = () => doors.calls.filter(({ method }) => method === 'GET').length;
  return { run, clock, faults, messages, asked };
};

const stateOf = (outcome: Outcome) => ('state' in outcome ? outcome.state : 'queued');

test('soon after a lost answer the nonce is enough, and nothing is looked for', async () => {
  const { run, faults, clock, asked } = setUp();
  faults.push({ after: lost });
  const first = await run(job);
  assert.equal(readProgress(first).sentAt, start);
  clock.advance(119_000);
  const second = await run({ ...job, progress: first.progress });
  assert.deepEqual([stateOf(second), asked()], ['done', 0]);
  assert.equal(readProgress(second).sentAt, undefined);
});

test('later it is looked for: sent once if it never was, and never a second time', async () => {
  for (const [fault, state, left] of [
    [{ before: lost }, 'done', 1],
    [{ after: lost }, 'ambiguous', 1],
  ] as const) {
    const { run, faults, clock, messages } = setUp();
    faults.push(fault);
    const first = await run(job);
    clock.advance(600_000);
    const second = await run({ ...job, progress: first.progress });
    assert.deepEqual([stateOf(second), messages.length], [state, left]);
    if (state === 'ambiguous') assert.match(second.progress, /says the same/);
  }
});

test('what was certainly not sent is sent however late, without a look', async () => {
  const { run, faults, clock, asked } = setUp();
  faults.push({ before: notSent });
  const first = await run(job);
  assert.equal(readProgress(first).sentAt, undefined);
  clock.advance(600_000);
  assert.deepEqual([stateOf(await run({ ...job, progress: first.progress })), asked()], ['done', 0]);
});

test('since when it may have been sent is kept through attempts that tell nothing and through a stop', async () => {
  const { run, faults, clock } = setUp();
  faults.push({ after: lost });
  let { progress } = await run(job);
  for (const code of ['discord-unavailable', 'discord-rate-limited'] as const) {
    clock.advance(300_000);
    faults.unshift({ history: new AppError(code, 'Later.') });
    ({ progress } = await run({ ...job, progress }));
    faults.shift();
    assert.equal(readProgress({ progress }).sentAt, start);
  }
  const stopping = new AbortController();
  stopping.abort();
  faults.unshift({ history: notSent });
  ({ progress } = await run({ ...job, progress }, stopping.signal));
  assert.equal(readProgress({ progress }).sentAt, start);
});

test('a clock that was put back makes nothing safe', async () => {
  const { run, faults, clock, messages } = setUp();
  faults.push({ after: lost });
  const { progress } = await run(job);
  clock.set(start - 600_000);
  assert.equal(stateOf(await run({ ...job, progress })), 'ambiguous');
  assert.equal(messages.length, 1);
});

test('one that a crash interrupted is looked for once it is old, and sent when it is not there', async () => {
  const { run, clock, asked, messages } = setUp();
  clock.advance(60_000);
  assert.equal(stateOf(await run({ ...job, interrupted: true })), 'done');
  assert.equal(asked(), 0);
  clock.advance(1_140_000);
  assert.equal(stateOf(await run({ ...job, interrupted: true })), 'ambiguous');
  messages.length = 0;
  assert.equal(stateOf(await run({ ...job, interrupted: true })), 'done');
  assert.equal(messages.length, 1);
});

test('a failure after a lost answer says that the message may be there', async () => {
  const { run, faults, clock } = setUp();
  faults.push({ after: lost });
  const { progress } = await run(job);
  clock.advance(1_000);
  faults.push({ before: new AppError('missing-permission', 'Give the bot Send Messages.') });
  const outcome = await run({ ...job, progress });
  assert.equal(stateOf(outcome), 'ambiguous');
  assert.match(outcome.progress, /may have been sent.*Give the bot Send Messages/);
});
