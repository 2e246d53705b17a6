import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createMemory } from '../../src/discord/memory.ts';
import { createFakeClock } from '../fake-clock.ts';

const start = (most = 10) => {
  const clock = createFakeClock();
  const loads: string[] = [];
  const answers: { resolve(value: string): void; reject(error: Error): void }[] = [];
  const memory = createMemory<string>({
    clock,
    most,
    keepMs: 1_000,
    load: (key) =>
      new Promise((resolve, reject) => {
        loads.push(key);
        answers.push({ resolve, reject });
      }),
  });
  return { clock, memory, loads, answers };
};

test('look-ups at the same time are one, and remembered for as long as said', async () => {
  const { clock, memory, loads, answers } = start();
  const both = Promise.all([memory.get('a'), memory.get('a')]);
  answers[0]?.resolve('1');
  assert.deepEqual(await both, ['1', '1']);
  clock.advance(999);
  assert.equal(await memory.get('a'), '1');
  assert.equal(memory.peek('a'), '1');
  assert.equal(loads.length, 1);
  void memory.get('a', { maxAgeMs: 500 });
  assert.equal(loads.length, 2);
});

test('a failure is not remembered', async () => {
  const { memory, loads, answers } = start();
  const failing = memory.get('a');
  answers[0]?.reject(new Error('down'));
  await assert.rejects(failing, /down/);
  void memory.get('a');
  assert.equal(loads.length, 2);
});

test('what was forgotten while it was looked up is not remembered', async () => {
  const { memory, loads, answers } = start();
  const old = memory.get('a');
  memory.forget('a');
  const fresh = memory.get('a');
  answers[1]?.resolve('new');
  answers[0]?.resolve('old');
  assert.deepEqual([await old, await fresh], ['old', 'new']);
  assert.equal(await memory.get('a'), 'new');
  assert.equal(loads.length, 2);
});

test('the ones used longest ago give way', async () => {
  const { memory, loads, answers } = start(2);
  for (const [index, key] of ['a', 'b', 'c'].entries()) {
    const pending = memory.get(key);
    answers[index]?.resolve(key);
    await pending;
  }
  assert.equal(memory.peek('a'), undefined);
  assert.equal(memory.peek('c'), 'c');
  assert.equal(loads.length, 3);
});

test('a signal ends the waiting of one, not the look-up of the others', async () => {
  const { memory, answers } = start();
  const stop = new AbortController();
  const one = memory.get('a', { signal: stop.signal });
  const other = memory.get('a');
  stop.abort();
  await assert.rejects(one, { code: 'stopping' });
  await assert.rejects(memory.get('b', { signal: AbortSignal.abort() }), { code: 'stopping' });
  answers[0]?.resolve('1');
  assert.equal(await other, '1');
});

test('a look-up that nobody waits for any more may fail', async () => {
  const { memory, answers } = start();
  await assert.rejects(memory.get('a', { signal: AbortSignal.abort() }));
  answers[0]?.reject(new Error('down'));
  await assert.rejects(memory.get('a'), /down/);
});
