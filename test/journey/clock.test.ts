import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { systemClock, type Clock } from '../../src/clock.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { createSkippingClock } from '../skipping-clock.ts';
import { startProgram } from './program.ts';

const minuteMs = 60_000;

suite('a wrong clock loses nothing', { concurrency: 4 }, () => {
  for (const [name, start] of [
    ['1970', 60_000],
    ['2038', Date.UTC(2038, 0, 19, 3, 14, 0)],
    ['2100', Date.UTC(2100, 1, 28, 23, 59, 50)],
  ] as const) {
    test(`it starts in ${name}`, async (context) => {
      const began = systemClock.now();
      const clock: Clock = { ...systemClock, now: () => start + systemClock.now() - began };
      const program = await startProgram(context, { outside: { clock } });
      const webhook = await program.webhook({ message: '<message> <now>' });
      const { status, body } = await program.post(webhook, { message: 'x' }, { query: '?wait=true' });
      assert.deepEqual([status, body['status']], [200, 'done'], JSON.stringify(body));
      const [message] = program.sandbox.world.messages.get(demoIds.general) ?? [];
      assert.match(message?.content ?? '', new RegExp(name === '1970' ? 'x 1970-' : `x ${name}-`));
      assert.equal((await fetch(`${program.app.url}/readyz`)).status, 200);
    });
  }

  test('it is put forward and back by ten minutes while messages wait to be sent again', async (context) => {
    const time = createSkippingClock();
    let aheadMs = 0;
    const clock: Clock = { now: () => time.now() + aheadMs, after: time.after };
    const program = await startProgram(context, { outside: { clock }, sandboxOptions: { now: time.now } });
    const webhook = await program.webhook();
    const ids: string[] = [];
    for (const jumpMs of [10 * minuteMs, -10 * minuteMs, -10 * minuteMs, 10 * minuteMs]) {
      program.sandbox.faults.add({ method: 'POST', path: '/channels/*/messages', count: 3, status: 503, body: {} });
      const { status, body } = await program.post(webhook, { message: `message ${ids.length}` });
      assert.equal(status, 200);
      ids.push(String(body['id']));
      await time.pass(500, 100);
      aheadMs += jumpMs;
      await time.pass(1_000, 100);
    }
    const { engine } = program.app;
    const states = () => Promise.all(ids.map(async (id) => (await engine.get(id))?.state));
    await time.until(async () => (await states()).every((state) => state === 'done'), 30 * minuteMs, 1_000);
    const sent = (program.sandbox.world.messages.get(demoIds.general) ?? []).map(({ content }) => content);
    assert.deepEqual(sent.sort(), ['message 0', 'message 1', 'message 2', 'message 3']);
  });
});
