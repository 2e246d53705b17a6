import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';
import type { Token } from '../../../src/queue/engines/bullmq-commands.ts';
import { jobOf } from '../../contract/job-engine/engine-kind.ts';
import { needs } from '../../needs.ts';
import { useRedis } from './bull-bench.ts';
import { openCommands } from './bull-commands.ts';

const limits = { jobs: 100, bytes: 1_000 };
const done = { state: 'done', progress: 'whole', now: 5, goOn: true } as const;

describe('the writes to Redis', needs('redis-server'), () => {
  const redis = useRedis();
  let places = 0;

  const bench = async (t: TestContext) => {
    places += 1;
    const opened = await openCommands(t, redis(), `commands${places}`);
    const { commands } = opened;
    return {
      ...opened,
      async add(number: number): Promise<Token> {
        const { token } = await commands.add(jobOf('a', number), { size: 9, now: number, limits });
        return { lane: 'a', token };
      },
      async take(token: Token) {
        const hand = await commands.take(token);
        assert.ok(hand);
        return hand;
      },
    };
  };

  test('a lane has one token, and only its newest counts', async (t) => {
    const { commands, add, take } = await bench(t);
    const token = await add(1);
    assert.equal((await add(2)).token, '', 'the lane has a token already');
    const first = await take(token);
    const next = await commands.pass(token, { hand: first, isBegun: false });
    assert.equal(await commands.take(token), undefined);
    assert.equal((await take({ lane: 'a', token: next })).job.id, 'a-1');
  });

  test('whoever lost a job to another can neither save nor end nor put it off', async (t) => {
    const { commands, add, take, counts } = await bench(t);
    const token = await add(1);
    const lost = await take(token);
    assert.equal(lost.job.interrupted, undefined);
    const hand = await take(token);
    assert.equal(hand.job.interrupted, true);
    assert.equal(await commands.save(lost, 'too late'), false);
    assert.deepEqual(await commands.end(lost, done), { isLost: true });
    assert.deepEqual(await commands.leave(lost, { at: 9, progress: 'too late', goOn: true }), { isLost: true });
    assert.equal(await commands.save(hand, 'in time'), true);
    assert.equal((await take(token)).job.progress, 'in time');
    assert.deepEqual(counts(), { waiting: 0, active: 1, retrying: 0, bytes: 9, since: Infinity, next: Infinity });
  });

  test('an end that is written twice, as when the answer was lost, counts once', async (t) => {
    const { commands, add, take, counts } = await bench(t);
    const hand = await take(await add(1));
    assert.deepEqual(await commands.end(hand, done), { isLost: false });
    assert.deepEqual(await commands.end(hand, done), { isLost: false });
    assert.equal(counts()?.bytes, 0);
    assert.equal(await commands.save(hand, 'after the end'), false);
  });

  test('a lane goes on at once when no other waits, and queues up when one does', async (t) => {
    const { commands, add, take, client } = await bench(t);
    const token = await add(1);
    await add(2);
    await add(3);
    const second = await commands.end(await take(token), done);
    assert.equal(second.hand?.job.id, 'a-2');
    await client.lpush(`{commands${places}}:bull:lanes:wait`, 'another');
    assert.ok(second.hand);
    const third = await commands.end(second.hand, done);
    assert.equal(third.hand, undefined);
    assert.equal((await take({ lane: 'a', token: third.token ?? '' })).job.id, 'a-3');
  });

  test('what was in hand when a program stopped goes back to its place, or stays ahead when it got somewhere', async (t) => {
    const { commands, add, take } = await bench(t);
    let token = await add(1);
    await add(2);
    const pass = async (isBegun: boolean) => {
      const hand = await take(token);
      token = { lane: 'a', token: await commands.pass(token, { hand, isBegun }) };
      return take(token);
    };
    assert.equal((await pass(false)).job.interrupted, undefined, 'it was never begun');
    const hand = await take(token);
    await commands.save(hand, 'half');
    const again = await pass(true);
    assert.deepEqual([again.job.id, again.job.interrupted, again.job.progress], ['a-1', true, 'half']);
  });

  test('those that are due come back in steps, ahead of what waits', async (t) => {
    const { commands, add, take, counts } = await bench(t);
    const token = await add(1);
    await add(2);
    const second = await commands.leave(await take(token), { at: 30, progress: '', goOn: true });
    assert.ok(second.hand);
    await commands.leave(second.hand, { at: 20, progress: '', goOn: true });
    assert.equal(counts()?.next, 20);
    const fresh = await add(3);
    assert.deepEqual(await commands.due(19, 10), []);
    assert.deepEqual(await commands.due(40, 1), [], 'the lane has a token');
    assert.deepEqual([counts()?.next, counts()?.since, counts()?.retrying], [30, 3, 2]);
    await commands.due(40, 1);
    const ids = [];
    for (let hand = await commands.take(fresh); hand !== undefined; hand = (await commands.end(hand, done)).hand)
      ids.push(hand.job.id);
    assert.deepEqual(ids, ['a-2', 'a-1', 'a-3']);
  });

  test('the wait after a failure grows with each in a row, and an outcome ends the row', async (t) => {
    const { commands, add, take, counts } = await bench(t);
    let token = await add(1);
    const leave = async (more: { progress: string } | { after: { firstMs: number; longestMs: number } }) => {
      await commands.leave(await take(token), { at: 0, goOn: false, ...more });
      const at = counts()?.next;
      [token = token] = await commands.due(1e6, 10);
      return at;
    };
    const after = { firstMs: 100, longestMs: 300 };
    const waits = [];
    for (const more of [{ after }, { after }, { after }, { progress: '' }, { after }]) waits.push(await leave(more));
    assert.deepEqual(waits, [100, 200, 300, 0, 100]);
  });
});
