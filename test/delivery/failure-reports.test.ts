import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createFailureReports } from '../../src/delivery/failure-reports.ts';
import type { Clock } from '../../src/clock.ts';
import type { GuildSettings } from '../../src/domain/guild-settings.ts';
import { AppError } from '../../src/errors.ts';
import { silentLogger } from '../../src/logger.ts';
import { createFakeClock, turns } from '../fake-clock.ts';
import { createFakeDoors, type DoorCall } from './fake-doors.ts';

const guildId = '123456789012345678';
const minute = 60_000;

const setUp = (settings: Partial<GuildSettings> = { logChannelId: '777' }) => {
  const clock = createFakeClock();
  const facts = new Map<string, string>();
  const counts = { writes: 0 };
  const current: { settings: Partial<GuildSettings> } = { settings };
  const fault: { now: (call: DoorCall) => void } = { now: () => undefined };
  const sent: { channel: string; body: Record<string, unknown> }[] = [];
  let asked = 0;
  const doors = createFakeDoors((call) => {
    asked += 1;
    fault.now(call);
    const { body } = call;
    assert(typeof body === 'object' && body !== null && !Array.isArray(body));
    sent.push({ channel: call.id, body });
    return {};
  });
  let life = 0;
  const open = () => {
    const born = (life += 1);
    // What died with a crash hears no timer any more.
    const after: Clock['after'] = (ms, task) => clock.after(ms, () => (born === life ? task() : undefined));
    return createFailureReports({
      settings: { get: async (id) => ({ id, guildId: id, ...current.settings }) },
      facts: {
        get: async (name) => facts.get(name),
        async set(name, value) {
          counts.writes += 1;
          facts.set(name, value);
        },
      },
      openDoors: doors.open,
      write: ({ webhookId, count, suspended, deliveryId }, locale) => ({
        content: [webhookId, count, suspended ? 'suspended' : 'failed', deliveryId, locale ?? '-'].join(' '),
      }),
      clock: { ...clock, after },
      log: silentLogger,
    });
  };
  const running = { reports: open() };
  let ids = 0;
  const fail = (webhookId = 'w', suspended = false) => {
    const deliveryId = `d${(ids += 1)}`;
    running.reports.add({ guildId, webhookId, name: 'n', deliveryId, state: 'failed', reason: 'Why.', suspended });
  };
  const pass = async (ms: number) => {
    clock.advance(ms);
    await turns();
    await running.reports.idle();
  };
  return {
    clock,
    current,
    counts,
    facts,
    fault,
    sent,
    fail,
    pass,
    asked: () => asked,
    texts: () => sent.map(({ body }) => body['content']),
    idle: () => running.reports.idle(),
    stop: () => running.reports.stop(),
    /** As after a crash: nothing is stopped first. */
    async restart() {
      running.reports = open();
      running.reports.resume([guildId]);
      await running.reports.idle();
    },
  };
};

test('tells the first at once, and gathers later ones: one message every ten minutes', async () => {
  const { fail, idle, pass, texts, sent, facts } = setUp({ logChannelId: '777', locale: 'de' });
  for (let count = 0; count < 4; count += 1) fail();
  fail('other');
  await idle();
  assert.deepEqual(texts(), ['w 1 failed d1 de', 'other 1 failed d5 de']);
  await pass(9 * minute);
  fail();
  await pass(2 * minute);
  assert.deepEqual(texts().slice(2), ['w 4 failed d6 de']);
  const { channel, body } = sent[0] ?? assert.fail();
  assert.equal(channel, '777');
  assert.deepEqual(body['allowed_mentions'], { parse: [] });
  assert.equal(body['enforce_nonce'], true);
  assert.equal(new Set(sent.map(({ body: { nonce } }) => nonce)).size, 3);
  await pass(60 * minute);
  assert.equal(texts().length, 3);
  assert.deepEqual([...facts.values()], [''], 'nothing is left behind');
});

test('a suspension is told at once, whatever was told before', async () => {
  const { fail, idle, texts } = setUp();
  fail();
  fail();
  fail('w', true);
  await idle();
  assert.deepEqual(texts(), ['w 1 failed d1 -', 'w 2 suspended d3 -']);
});

test('a crash between sending and writing that down sends the same nonce again; what was not sent is sent then', async () => {
  const { fail, idle, restart, sent, facts, fault, pass } = setUp();
  let before = new Map<string, string>();
  fault.now = () => void (before = new Map(facts));
  fail();
  await idle();
  facts.clear();
  for (const [name, value] of before) facts.set(name, value);
  await restart();
  assert.equal(sent.length, 2);
  assert.equal(sent[0]?.body['nonce'], sent[1]?.body['nonce']);
  fail();
  await idle();
  await restart();
  await pass(10 * minute);
  assert.deepEqual(sent[2]?.body['content'], 'w 1 failed d2 -');
});

test('a flood of failures is a few writes', async () => {
  const { fail, idle, counts, sent } = setUp();
  for (let count = 0; count < 1_000; count += 1) fail();
  await idle();
  assert.equal(sent.length, 1);
  assert(counts.writes <= 5, `${counts.writes} writes`);
});

test('without a log channel nothing is sent or kept', async () => {
  const { fail, idle, asked, counts, clock } = setUp({});
  fail('w', true);
  await idle();
  assert.deepEqual([asked(), counts.writes, clock.pending()], [0, 0, 0]);
});

test('a log channel that refuses is asked once an hour at most, and told everything when it takes messages again', async () => {
  const { fail, idle, pass, asked, fault, texts } = setUp();
  fault.now = () => {
    throw new AppError('missing-permission', 'Not there.');
  };
  for (let count = 0; count < 20; count += 1) fail(`w${count}`, count === 7);
  await idle();
  assert.equal(asked(), 1);
  await pass(59 * minute);
  fail('w0');
  await idle();
  assert.equal(asked(), 1);
  await pass(2 * minute);
  assert.equal(asked(), 2);
  fault.now = () => undefined;
  for (let hour = 0; hour < 3; hour += 1) await pass(60 * minute);
  assert.equal(texts().length, 20);
  assert(texts().includes('w7 1 suspended d8 -'));
});

test('a log channel that is gone for good burns nothing, and its reports are given up', async () => {
  const { fail, idle, pass, asked, fault, facts, clock } = setUp();
  fault.now = () => {
    throw new AppError('unknown-channel', 'It is gone.');
  };
  for (let count = 0; count < 20; count += 1) fail(`w${count}`);
  await idle();
  for (let hour = 0; hour < 72; hour += 1) await pass(60 * minute);
  assert(asked() < 40, `${asked()} requests in three days`);
  assert.deepEqual([[...facts.values()], clock.pending()], [[''], 0]);
});

test('another log channel is told at once', async () => {
  const { fail, idle, fault, current, sent } = setUp();
  fault.now = ({ id }) => {
    if (id === '777') throw new AppError('unknown-channel', 'It is gone.');
  };
  fail();
  await idle();
  current.settings = { logChannelId: '888' };
  fail('w', true);
  await idle();
  assert.deepEqual(
    sent.map(({ channel, body }) => [channel, body['content']]),
    [['888', 'w 2 suspended d2 -']],
  );
});

test('while Discord is away it is tried again with the same nonce, also after a restart', async () => {
  const { fail, idle, pass, restart, asked, fault, sent } = setUp();
  fault.now = () => {
    throw new AppError('discord-unavailable', 'Away.');
  };
  fail('w', true);
  await idle();
  await pass(2_000);
  assert.equal(asked(), 2);
  fault.now = () => undefined;
  await restart();
  await pass(60 * minute);
  assert.deepEqual(
    sent.map(({ body }) => body['content']),
    ['w 1 suspended d1 -'],
  );
});

test('what another version left behind does no harm', async () => {
  const { fail, idle, facts, texts } = setUp();
  facts.set(`failure-reports:${guildId}`, '[{"webhookId":"w","count":1}]');
  fail();
  await idle();
  assert.deepEqual(texts(), ['w 1 failed d1 -']);
});

test('stopping keeps what is not told, with the right number', async () => {
  const { fail, idle, stop, restart, pass, texts } = setUp();
  for (let count = 0; count < 6; count += 1) fail();
  await idle();
  await stop();
  fail();
  await restart();
  await pass(10 * minute);
  assert.deepEqual(texts(), ['w 1 failed d1 -', 'w 5 failed d6 -']);
});
