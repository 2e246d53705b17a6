import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anyManager, writeCustomId } from '../../../src/discord/custom-id.ts';
import { readInput } from '../../../src/delivery/stored.ts';
import { createBench, people, withWebhook, type Bench } from '../bench.ts';

const delivered = async (bench: Bench) => {
  await withWebhook(bench);
  await bench.run('webhook test', { webhook: 'alarm', variables: 'message="top secret"' });
  const job = bench.jobs[0];
  assert(job !== undefined);
  return job.id;
};

test('carries a delivery out once more, and tells what happened', async () => {
  const bench = await createBench();
  const id = await delivered(bench);
  bench.settling.how = { state: 'done', results: [{ kind: 'send-message', status: 'done' }] };
  const { content } = await bench.run('webhook replay', { delivery: ` ${id} ` });
  assert.match(content, new RegExp(`Replay 1 of \`${id}\` .*\n✅ \\*\\*alarm\\*\\* was carried out`));
  const replay = await bench.engine.get(bench.jobs[1]?.id ?? '');
  assert(replay !== undefined);
  const { replayOf, replay: number, variables } = readInput(replay);
  assert.deepEqual([replayOf, number, { ...variables }], [id, 1, { message: 'top secret' }]);
});

test('one that is on its way is told to wait, and what a replay has done is not done twice', async () => {
  const bench = await createBench();
  bench.settling.how = { state: 'failed', results: [{ kind: 'send-message', status: 'failed' }] };
  const id = await delivered(bench);
  bench.settling.how = { state: 'queued' };
  assert.match((await bench.run('webhook replay', { delivery: id })).content, /Replay 1 .*\n.*is not done yet/);
  assert.match((await bench.run('webhook replay', { delivery: id })).content, /being replayed already/);
  const [, replay] = bench.jobs;
  const again = await bench.run('webhook replay', { delivery: replay?.id ?? '' });
  assert.match(again.content, /still on its way/);
  bench.settling.how = { state: 'done', results: [] };
  assert.match((await bench.run('webhook replay', { delivery: id })).content, /has done already what was left/);
  assert.equal(bench.jobs.length, 2);
});

test('the button of a notice does the same for whoever may manage, and for nobody else', async () => {
  const bench = await createBench();
  const id = await delivered(bench);
  const expiresAt = bench.clock.now() + 1000;
  const button = writeCustomId({
    command: 'webhook',
    subcommand: 'replay',
    step: 'press',
    userId: anyManager,
    expiresAt,
    args: [id],
  });
  assert.match((await bench.press(button, people.ann)).content, /Manage Server/);
  assert.match((await bench.press(button, people.eve)).content, /There is no delivery/);
  assert.equal(bench.jobs.length, 1);
  assert.match((await bench.press(button, people.owner)).content, /Replay 1 of/);
});
