import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import type { Webhook } from '../../src/domain/webhook.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import type { FaultEffect } from '../../src/sandbox/faults.ts';
import { createSkippingClock } from '../skipping-clock.ts';
import { startProgram } from './program.ts';

const { general, alerts } = demoIds;
const secondMs = 1_000;
const minuteMs = 60_000;
const perWebhook = 6;

/** The program with time that can be moved on, a webhook for each of two channels, and every request that Discord gets. */
const setUp = async (context: TestContext) => {
  const clock = createSkippingClock();
  const program = await startProgram(context, { outside: { clock } });
  const requests: { at: number; method: string; path: string }[] = [];
  const { faults, world } = program.sandbox;
  const take = faults.take.bind(faults);
  faults.take = (method, path) => {
    requests.push({ at: clock.now(), method, path });
    return take(method, path);
  };
  const webhooks: Webhook[] = [];
  for (const channel of [general, alerts]) {
    webhooks.push(await program.webhook({ actions: [{ kind: 'send-message', channel, content: '<message>' }] }));
  }
  const ids: string[] = [];
  const posted = (channel: string) => (world.messages.get(channel) ?? []).map(({ content }) => content);
  const states = async () => Promise.all(ids.map(async (id) => (await program.app.engine.get(id))?.state));
  return {
    ...program,
    clock,
    requests,
    posted,
    states,
    ids,
    /** Posts a numbered message to each webhook; gives how long each answer took in real time, ms. */
    async call(number: number) {
      for (const webhook of webhooks) {
        const { status, body } = await program.post(webhook, { message: `message ${number}` });
        assert.equal(status, 200);
        ids.push(String(body['id']));
      }
    },
    allOver: async () => (await states()).every((state) => state !== 'queued'),
  };
};

const inOrder = Array.from({ length: perWebhook }, (_, number) => `message ${number}`);

/** What Discord does for ten minutes to every message that is sent. */
const outages: Record<string, FaultEffect> = {
  'answers 500': { status: 500, body: { message: '500: Internal Server Error', code: 0 } },
  'answers 502': { status: 502, body: {} },
  'answers 503': { status: 503, body: {} },
  'answers 504': { status: 504, body: {} },
  'is hidden behind a page of HTML with 520': { html: 520 },
  'is hidden behind a page of HTML with 200': { html: 200, after: 'before-effect' },
  'redirects elsewhere': { redirect: 'http://127.0.0.1:1/' },
  'closes the connection': { reset: true },
  'never answers': { hang: true },
};

suite('Discord is away for ten minutes', { concurrency: 9 }, () => {
  for (const [name, effect] of Object.entries(outages)) {
    test(`it ${name}: everything comes once and in order, and is hardly asked for`, async (context) => {
      const { clock, sandbox, requests, posted, states, call, allOver } = await setUp(context);
      sandbox.faults.add({ method: 'POST', path: '/channels/*/messages', count: Infinity, ...effect });
      const began = clock.now();
      for (let number = 0; number < perWebhook; number += 1) {
        await call(number);
        await clock.pass((10 * minuteMs) / perWebhook, secondMs);
      }
      const probes = requests.filter(({ method, at }) => method === 'POST' && at >= began);
      sandbox.faults.clear();
      const ended = clock.now();
      await clock.until(allOver, 5 * minuteMs, secondMs);
      assert.deepEqual(posted(general), inOrder);
      assert.deepEqual(posted(alerts), inOrder);
      assert.deepEqual(new Set(await states()), new Set(['done']));
      const seconds = (ended - began) / secondMs;
      assert.ok(probes.length / 2 <= seconds, `${probes.length} requests in ${seconds} s`);
      assert.ok(clock.now() - ended < 2 * minuteMs, `${(clock.now() - ended) / secondMs} s after its end`);
    });
  }
});

suite('answers are lost after the message was sent', { concurrency: 7 }, () => {
  const losses: Record<string, FaultEffect> = {
    'with 500': { status: 500, body: {} },
    'with 502': { status: 502, body: {} },
    'with the connection': { reset: true },
    'half way': { truncated: true },
    'in a body that never ends': { hangBody: true },
    'for ever': { hang: true },
  };
  for (const [name, effect] of Object.entries(losses)) {
    test(`${name}: soon repeated, once there, and done`, async (context) => {
      const { clock, sandbox, posted, states, call, allOver } = await setUp(context);
      sandbox.faults.add({ method: 'POST', path: '/channels/*/messages', count: 4, after: 'after-effect', ...effect });
      for (const number of [0, 1]) await call(number);
      await clock.until(allOver, 2 * minuteMs);
      for (const channel of [general, alerts]) assert.deepEqual(posted(channel), inOrder.slice(0, 2));
      assert.deepEqual(new Set(await states()), new Set(['done']));
    });
  }

  test('and Discord is away for ten minutes then: it is there once, and a person is asked to look', async (context) => {
    const { clock, sandbox, posted, states, call, allOver, ids, app } = await setUp(context);
    const rule = { method: 'POST', path: '/channels/*/messages' };
    sandbox.faults.add({ ...rule, count: 2, after: 'after-effect', status: 504 });
    await call(0);
    await clock.until(() => posted(general).length + posted(alerts).length === 2, minuteMs);
    sandbox.faults.add({ ...rule, count: Infinity, status: 503 });
    await call(1);
    await clock.pass(10 * minuteMs, secondMs);
    sandbox.faults.clear();
    await clock.until(allOver, 5 * minuteMs, secondMs);
    for (const channel of [general, alerts]) assert.deepEqual(posted(channel), inOrder.slice(0, 2));
    assert.deepEqual(await states(), ['ambiguous', 'ambiguous', 'done', 'done']);
    assert.match((await app.engine.get(ids[0] ?? ''))?.progress ?? '', /says the same and may be the one/);
  });
});
