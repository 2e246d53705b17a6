import assert from 'node:assert/strict';
import { suite, test, type TestContext } from 'node:test';
import type { Webhook } from '../../src/domain/webhook.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import type { FaultEffect } from '../../src/sandbox/faults.ts';
import { createSkippingClock } from '../skipping-clock.ts';
import { startProgram } from './program.ts';

const { general } = demoIds;
const minuteMs = 60_000;
const messages = { method: 'POST', path: '/channels/*/messages' };

const setUp = async (context: TestContext) => {
  const clock = createSkippingClock();
  const program = await startProgram(context, { outside: { clock } });
  const { faults, world } = program.sandbox;
  /** Requests with what they met, as far as it was a fault. */
  const requests: { at: number; method: string; path: string; status: number | undefined; shared: boolean }[] = [];
  const take = faults.take.bind(faults);
  faults.take = (method, path) => {
    const fault = take(method, path);
    const shared = fault?.headers?.['x-ratelimit-scope'] === 'shared';
    requests.push({ at: clock.now(), method, path, status: fault?.status ?? fault?.html, shared });
    return fault;
  };
  const readyz = async () => {
    const response = await fetch(`${program.app.url}/readyz`);
    return { status: response.status, text: await response.text() };
  };
  const send = async (webhook: Webhook, count: number, from = 0) => {
    const ids: string[] = [];
    for (let number = from; number < from + count; number += 1) {
      const { status, body } = await program.post(webhook, { message: `message ${number}` });
      assert.equal(status, 200);
      ids.push(String(body['id']));
    }
    return ids;
  };
  const stateOf = async (id: string) => (await program.app.engine.get(id))?.state;
  const areOver = async (ids: string[]) => (await Promise.all(ids.map(stateOf))).every((state) => state !== 'queued');
  const posted = () => (world.messages.get(general) ?? []).map(({ content }) => content);
  return { program, clock, faults, requests, readyz, send, stateOf, areOver, posted };
};

const tooMany = (
  headers: Record<string, string>,
  body: unknown = { message: 'Slower.', retry_after: 0.5, global: false },
): FaultEffect => ({
  status: 429,
  headers,
  body,
});

suite('429 of every kind', { concurrency: 5 }, () => {
  const limits: Record<string, FaultEffect> = {
    'for the bot on a route': tooMany({ 'retry-after': '1', 'x-ratelimit-scope': 'user' }),
    'for everybody in a channel': tooMany({ 'retry-after': '2', 'x-ratelimit-scope': 'shared' }),
    'for the whole bot': tooMany({ 'retry-after': '1', 'x-ratelimit-scope': 'global', 'x-ratelimit-global': 'true' }),
    'without Retry-After': tooMany({}, { message: 'Slower.' }),
    'with a date': tooMany({ 'retry-after': new Date(Date.now() + 3_000).toUTCString() }, {}),
    'with nonsense': tooMany({ 'retry-after': 'soon' }, { retry_after: 'soon' }),
    'with an absurd time': tooMany({ 'retry-after': '99999999' }, {}),
    'with a time below zero': tooMany({ 'retry-after': '-5' }, {}),
    'from Cloudflare, as HTML': { html: 429 },
  };
  for (const [name, effect] of Object.entries(limits)) {
    test(`${name}: nothing is lost or doubled, and Discord is left alone`, async (context) => {
      const { program, clock, faults, requests, send, areOver, posted, stateOf } = await setUp(context);
      const webhook = await program.webhook();
      faults.add({ ...messages, count: Infinity, ...effect });
      const ids = await send(webhook, 5);
      await clock.pass(10 * minuteMs, 2_000);
      const invalid = requests.filter(({ status, shared }) => status === 429 && !shared).length;
      assert.ok(invalid > 0 || name.includes('everybody'));
      assert.ok(invalid <= 500, `${invalid} invalid requests`);
      assert.ok(requests.length < 700, `${requests.length} requests`);
      faults.clear();
      await clock.until(() => areOver(ids), 120 * minuteMs, 5_000);
      assert.deepEqual(posted(), ['message 0', 'message 1', 'message 2', 'message 3', 'message 4']);
      for (const id of ids) assert.equal(await stateOf(id), 'done');
    });
  }

  test('a storm of limits on every route keeps to 500 invalid requests in ten minutes', async (context) => {
    const { program, clock, faults, requests, send, areOver, posted } = await setUp(context);
    const webhooks = await Promise.all(Array.from({ length: 8 }, () => program.webhook()));
    for (const path of ['/channels/*/messages', '/channels/*', '/guilds/*/*', '/guilds/*/*/*', '/users/@me']) {
      faults.add({ path, count: Infinity, ...tooMany({ 'retry-after': '0.1' }, {}) });
    }
    const ids = (await Promise.all(webhooks.map((webhook, at) => send(webhook, 20, at * 20)))).flat();
    await clock.pass(10 * minuteMs, 2_000);
    const invalid = requests.filter(({ status }) => status === 429).length;
    assert.ok(invalid > 0 && invalid <= 500, `${invalid} invalid requests`);
    faults.clear();
    await clock.until(() => areOver(ids), 120 * minuteMs, 5_000);
    assert.equal(new Set(posted()).size, 160);
    assert.equal(posted().length, 160);
  });
});

suite('the bot token', () => {
  test('one 401 is a fault of Discord, and is got over', async (context) => {
    const { program, clock, faults, send, areOver, posted, readyz } = await setUp(context);
    const webhook = await program.webhook();
    faults.add({ ...messages, status: 401, body: { message: '401: Unauthorized', code: 0 } });
    const ids = await send(webhook, 3);
    await clock.until(() => areOver(ids), 2 * minuteMs);
    assert.deepEqual(posted(), ['message 0', 'message 1', 'message 2']);
    assert.equal((await readyz()).status, 200);
  });

  test('a revoked one is tried three times, then health is red; nothing is lost once it works', async (context) => {
    const { program, clock, requests, send, areOver, posted, readyz } = await setUp(context);
    const webhook = await program.webhook();
    assert.equal((await readyz()).status, 200);
    const { world } = program.sandbox;
    const token = world.token;
    world.token = 'another.token.now';
    const before = requests.length;
    const ids = await send(webhook, 10);
    await clock.pass(30_000, 500);
    assert.ok(requests.length - before <= 3, `${requests.length - before} requests with a revoked token`);
    const ready = await readyz();
    assert.equal(ready.status, 503);
    assert.match(ready.text, /token/);
    await clock.pass(10 * minuteMs, 2_000);
    assert.ok(requests.length - before <= 20, `${requests.length - before} requests with a revoked token`);
    world.token = token;
    await clock.until(() => areOver(ids), 60 * minuteMs, 2_000);
    assert.equal(posted().length, 10);
    assert.equal(new Set(posted()).size, 10);
  });
});

suite('what will never work', () => {
  test('a deleted channel and a missing permission end at once, with words, and hardly a request', async (context) => {
    const { program, requests, send, stateOf } = await setUp(context);
    const webhook = await program.webhook({
      actions: [{ kind: 'send-message', channel: '123456789012345678', content: 'x' }],
    });
    const hidden = await program.webhook({
      actions: [{ kind: 'send-message', channel: demoIds.staffOnly, content: 'x' }],
    });
    const before = requests.length;
    for (const target of [webhook, hidden]) {
      for (const id of await send(target, 3)) {
        await program.app.engine.settled(id, 10_000);
        assert.equal(await stateOf(id), 'failed');
      }
    }
    assert.ok(requests.length - before < 30, `${requests.length - before} requests`);
  });
});
