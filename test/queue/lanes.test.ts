import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createLanes } from '../../src/queue/lanes.ts';

test('lanes take turns, and a busy lane gets none', () => {
  const lanes = createLanes<string>();
  for (const number of [1, 2]) for (const lane of ['a', 'b', 'c']) lanes.wait(lane, number, `${lane}${number}`);
  const order: (string | undefined)[] = [];
  for (let turn = lanes.take(); turn !== undefined; turn = lanes.take()) {
    lanes.begin(turn, 0);
    order.push(turn.lane);
    if (order.length <= 3) assert.equal(turn.fresh, `${turn.lane}1`);
    else assert.equal(turn.fresh, undefined, 'only the first of an idle lane is kept in memory');
    if (order.length % 3 === 0) for (const lane of ['c', 'b', 'a']) lanes.end(lane);
  }
  assert.deepEqual(order, ['a', 'b', 'c', 'c', 'b', 'a']);
  assert.deepEqual(lanes.counts(), { waiting: 0, due: 0 });
});

test('a lane with a backlog keeps one fresh job in memory at most, and all lanes together a bounded number', () => {
  const lanes = createLanes<object>();
  for (let number = 0; number < 1_000; number += 1) {
    lanes.wait('busy', number, {});
    lanes.wait(`lane ${number}`, number, {});
  }
  let fresh = 0;
  for (let turn = lanes.take(); turn !== undefined; turn = lanes.take()) {
    if (turn.fresh !== undefined) fresh += 1;
    lanes.begin(turn, 0);
  }
  assert.equal(fresh, 256);
  for (let number = 0; number < 1_000; number += 1) lanes.end(`lane ${number}`);
  lanes.wait('again', 0, {});
  assert.notEqual(lanes.take()?.fresh, undefined, 'room is given back');
});

test('what is due goes before what waits, and what was interrupted before both', () => {
  const lanes = createLanes<string>();
  lanes.load({ lane: 'a', count: 2, createdAt: 10, first: true });
  lanes.due('a', 7, 20);
  lanes.due('a', 5, 30);
  lanes.due('a', 7, 20);
  assert.deepEqual(lanes.counts(), { waiting: 2, due: 2 });
  const order: (number | undefined)[] = [];
  for (let turn = lanes.take(); turn !== undefined; turn = lanes.take()) {
    lanes.begin(turn, 10);
    order.push(turn.due);
    lanes.end('a');
  }
  assert.deepEqual(order, [undefined, 7, 5, undefined]);
});

test('a turn that was not begun comes again', () => {
  const lanes = createLanes<string>();
  lanes.wait('a', 1, 'job');
  assert.equal(lanes.take()?.fresh, 'job');
  assert.equal(lanes.take(), undefined);
  lanes.end('a');
  assert.equal(lanes.take()?.fresh, 'job');
});

test('the oldest that may run is known', () => {
  const lanes = createLanes<string>();
  assert.equal(lanes.oldest(), undefined);
  lanes.wait('a', 30);
  lanes.wait('b', 20);
  assert.equal(lanes.oldest(), 20);
  lanes.due('c', 1, 10);
  assert.equal(lanes.oldest(), 10);
});

test('a lane is forgotten once it is empty', () => {
  const lanes = createLanes<string>();
  for (let round = 0; round < 5_000; round += 1) {
    lanes.wait(`lane ${round}`, 0, 'job');
    const turn = lanes.take();
    assert.ok(turn);
    lanes.begin(turn, 0);
    lanes.end(turn.lane);
    assert.equal(lanes.take(), undefined);
  }
});
