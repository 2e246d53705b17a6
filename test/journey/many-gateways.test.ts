import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { needs } from '../needs.ts';
import { postedIn, startProcesses, eventually, call } from './processes.ts';

const options = { ...needs('redis-server'), timeout: 90_000 };

test('of two gateways one is connected, and the other takes over when it dies', options, async (context) => {
  const { sandbox, programs, add, webhook } = await startProcesses(context, ['gateway', 'receiver,worker']);
  const [one, rest] = programs;
  assert.ok(one !== undefined && rest !== undefined);
  const first = await webhook('first');
  const key = first.key ?? assert.fail('the first webhook shows the key');
  const standby = await add('gateway');
  await standby.start();
  assert.equal(sandbox.gateway.connections(), 1);

  await one.kill();
  await eventually(() => sandbox.gateway.connections() === 0);
  const second = await webhook('second', demoIds.alerts);
  assert.equal(sandbox.gateway.connections(), 1);
  for (const { path } of [first, second])
    assert.equal((await call(rest.url + path, { key, message: path, again: path })).status, 200);
  await eventually(() => postedIn(sandbox, [demoIds.general, demoIds.alerts]).length === 2);
});

test(
  'whole programs on one Redis are one: each is ready, takes calls and knows what the other was told',
  options,
  async (context) => {
    const { sandbox, programs, add, webhook } = await startProcesses(context, ['all']);
    const other = await add('all');
    await other.start();
    const first = await webhook('first');
    const key = first.key ?? assert.fail('the first webhook shows the key');
    for (const [index, { url, ready }] of programs.entries()) {
      await ready();
      assert.equal((await call(url + first.path, { key, message: `from-${index}` })).status, 200);
    }
    await eventually(() => postedIn(sandbox, [demoIds.general]).length === 2);
    for (const program of programs) assert.equal(await program.terminate(), 0);
  },
);
