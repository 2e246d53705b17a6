import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readInput } from '../../src/delivery/stored.ts';
import { viewDelivery } from '../../src/delivery/view.ts';
import { AppError } from '../../src/errors.ts';
import { createReplayBench } from './replay-bench.ts';

const refusing = (text: string) => (content: unknown) => {
  if (content === text) throw new AppError('missing-permission', 'Give the bot Send Messages.');
};

test('what is done is carried out whole again, each time with nonces of its own', async (t) => {
  const { start, deliver, replay, settled, sent, texts } = await createReplayBench(t);
  await start();
  const job = await deliver();
  const again = await Promise.all([replay(job, 'ann'), replay(job, 'bob')]);
  assert.deepEqual(
    again.map(({ status }) => status),
    ['added', 'added'],
  );
  const jobs = await Promise.all(again.map(({ id }) => settled(id)));
  assert.deepEqual(texts(), ['one', 'two', 'three', 'one', 'two', 'three', 'one', 'two', 'three']);
  assert.equal(new Set(sent.map(({ nonce }) => nonce)).size, 9);
  const views = jobs.map(viewDelivery);
  assert.deepEqual(new Set(views.map(({ replay_of: of }) => of)), new Set([job.id]));
  assert.deepEqual(new Set(views.map(({ replay: number }) => number)), new Set([1, 2]));
});

test('a replay of a replay names the first original', async (t) => {
  const { start, deliver, replay, settled } = await createReplayBench(t);
  await start();
  const job = await deliver();
  const first = await settled((await replay(job)).id);
  const second = await settled((await replay(first)).id);
  const { replayOf, replay: number, requestId } = readInput(second);
  assert.deepEqual([replayOf, number, requestId], [job.id, 2, 'r1']);
});

test('of what failed only what is left is done, and results tell of all of it', async (t) => {
  const { start, deliver, replay, settled, texts, faults } = await createReplayBench(t);
  faults.refuse = refusing('two');
  await start();
  const job = await deliver();
  assert.equal(job.state, 'partial');
  faults.refuse = () => undefined;
  const { id } = await replay(job);
  const repeated = await settled(id);
  assert.equal(repeated.state, 'done');
  assert.deepEqual(texts(), ['one', 'two', 'three']);
  assert.deepEqual(
    viewDelivery(repeated).actions.map(({ status }) => status),
    ['done', 'done', 'done'],
  );
  assert.deepEqual(await replay(job), { id, status: 'done-already' }, 'there is nothing left');
});

test('two who replay the same failure at once get the same replay', async (t) => {
  const { start, deliver, replay, settled, texts, faults } = await createReplayBench(t);
  faults.refuse = refusing('one');
  await start();
  const job = await deliver();
  faults.refuse = () => undefined;
  const both = await Promise.all([replay(job), replay(job)]);
  assert.equal(new Set(both.map(({ id }) => id)).size, 1);
  assert.deepEqual(
    both.map(({ status }) => status),
    ['added', 'under-way'],
  );
  await settled(both[0]?.id ?? '');
  assert.deepEqual(texts(), ['one', 'two', 'three']);
});

test('a replay that failed too is gone on with, from wherever it is asked for', async (t) => {
  const { start, deliver, replay, settled, texts, faults } = await createReplayBench(t);
  faults.refuse = refusing('one');
  await start();
  const job = await deliver();
  faults.refuse = refusing('two');
  const first = await settled((await replay(job)).id);
  assert.equal(first.state, 'partial');
  faults.refuse = refusing('three');
  const second = await settled((await replay(job)).id);
  assert.deepEqual(readInput(second).continued?.from, first.id);
  faults.refuse = () => undefined;
  const third = await settled((await replay(first)).id);
  assert.deepEqual([third.state, readInput(third).replay], ['done', 3]);
  assert.deepEqual(texts(), ['one', 'two', 'three']);
});

test('a whole repetition that failed is another matter than its original', async (t) => {
  const { start, deliver, replay, settled, texts, faults } = await createReplayBench(t);
  await start();
  const job = await deliver();
  faults.refuse = refusing('two');
  const repeated = await settled((await replay(job)).id);
  assert.equal(repeated.state, 'partial');
  faults.refuse = () => undefined;
  assert.equal((await settled((await replay(repeated)).id)).state, 'done');
  assert.deepEqual(texts(), ['one', 'two', 'three', 'one', 'two', 'three']);
});

test('what is still on its way is not repeated', async (t) => {
  const { accept, replay, engine } = await createReplayBench(t);
  const { id } = await accept();
  const job = await engine.get(id);
  assert(job !== undefined);
  await assert.rejects(replay(job), { code: 'invalid-request', message: /still on its way/ });
});

test('there is an end to repetitions', async (t) => {
  const { start, deliver, replay } = await createReplayBench(t);
  await start();
  const job = await deliver();
  const { length } = await Promise.all(Array.from({ length: 100 }, () => replay(job)));
  assert.equal(length, 100);
  await assert.rejects(replay(job), { code: 'too-many' });
});
