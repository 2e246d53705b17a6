import assert from 'node:assert/strict';
import { test } from 'node:test';
import { rangeOf } from '../../commands/replay-range.ts';
import { readInput } from '../../src/delivery/stored.ts';
import { buttonId, createBench, people, withWebhook, type Bench } from './bench.ts';

const failAll = async (bench: Bench, count: number) => {
  await withWebhook(bench);
  bench.settling.how = { state: 'failed', results: [{ kind: 'send-message', status: 'failed' }] };
  for (let at = 0; at < count; at += 1) await bench.run('webhook test', { webhook: 'alarm' });
  // Each has ended, as what settles now, before the replays settle otherwise.
  for (const { id } of bench.jobs) await bench.engine.get(id);
  bench.settling.how = { state: 'done', results: [] };
  return bench.jobs.map(({ id }) => id);
};

const replayed = async ({ jobs, engine }: Bench, from: number) =>
  Promise.all(
    jobs.slice(from).map(async ({ id }) => {
      const job = await engine.get(id);
      return job && readInput(job).replayOf;
    }),
  );

test('asks first, replays the oldest first, and does nothing twice', async () => {
  const bench = await createBench();
  const failed = await failAll(bench, 3);
  const list = await bench.run('webhook logs');
  const question = await bench.press(buttonId(list, 'Replay all failed'));
  assert.match(question.content, /Replay 3 deliveries \(failed\)/);
  assert.equal(bench.jobs.length, 3);
  const cancelled = await bench.press(buttonId(question, 'Keep it'));
  assert.match(cancelled.content, /Nothing was replayed/);
  assert.match((await bench.press(buttonId(question, 'Replay 3'), people.owner)).content, /belongs to the one/);

  const done = await bench.press(buttonId(question, 'Replay 3'));
  assert.match(done.content, /3 replays are on their way/);
  assert.deepEqual(await replayed(bench, 3), failed);
  const again = await bench.press(buttonId(question, 'Replay 3'));
  assert.match(again.content, /0 replays.*\n3 had been done by earlier replays/);
  assert.equal(bench.jobs.length, 6);
});

test('takes a hundred at a time, says how far it has come, and goes on with older ones', async () => {
  const bench = await createBench();
  const failed = await failAll(bench, 130);
  const question = await bench.press(buttonId(await bench.run('webhook logs'), 'Replay all failed'));
  assert.match(question.content, /Replay 100 deliveries.*\nThese are the latest/);
  const run = await bench.press(buttonId(question, 'Replay 100'));
  const told = run.sent.map(({ body }) => JSON.stringify(body)).filter((body) => / of 100…/.test(body));
  assert.deepEqual(told.length, 4);
  assert.deepEqual(await replayed(bench, 130), failed.slice(30));
  const rest = await bench.press(buttonId(run, 'Go on with older ones'));
  assert.match(rest.content, /Replay 30 deliveries/);
  const last = await bench.press(buttonId(rest, 'Replay 30'));
  assert.deepEqual(await replayed(bench, 230), failed.slice(0, 30));
  assert.deepEqual(last.components, []);
});

test('of one webhook and since a time; with nothing there it says so', async () => {
  const bench = await createBench();
  const failed = await failAll(bench, 2);
  bench.clock.advance(3_600_000);
  bench.settling.how = { state: 'failed', results: [{ kind: 'send-message', status: 'failed' }] };
  await bench.run('webhook test', { webhook: 'alarm' });
  const list = await bench.run('webhook logs', { webhook: 'alarm', since: '30m' });
  const question = await bench.press(buttonId(list, 'Replay all failed'));
  assert.match(question.content, /Replay 1 delivery/);
  bench.settling.how = { state: 'done', results: [] };
  await bench.press(buttonId(question, 'Replay it'));
  assert.equal(bench.jobs.length, failed.length + 2);
  bench.clock.advance(3_600_000);
  const none = await bench.press(buttonId(await bench.run('webhook logs'), 'Replay all failed'));
  assert.match(none.content, /Replay 3 deliveries/, 'without a time all of them count');
});

test('what may have happened is replayed only where it was asked for, with a warning', async () => {
  assert.deepEqual(rangeOf({ lane: 'w' }), { lane: 'w', state: 'failed' });
  assert.equal(rangeOf({ state: 'done' }), undefined);
  assert.equal(rangeOf({ state: 'queued' }), undefined);
  const bench = await createBench();
  await withWebhook(bench);
  bench.settling.how = { state: 'ambiguous', results: [{ kind: 'send-message', status: 'ambiguous' }] };
  await bench.run('webhook test', { webhook: 'alarm' });
  const none = await bench.press(buttonId(await bench.run('webhook logs'), 'Replay all failed'));
  assert.match(none.content, /nothing to replay/);
  const list = await bench.run('webhook logs', { status: 'ambiguous' });
  const question = await bench.press(buttonId(list, 'Replay all unclear'));
  assert.match(question.content, /look in the server first/);
});
