import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBrake } from '../../src/discord/brake.ts';
import { createGatewayRest } from '../../src/discord/gateway-rest.ts';
import { silentLogger } from '../../src/logger.ts';
import { createFakeClock, turns, until } from '../fake-clock.ts';

const gateway = (remaining: number) => ({
  status: 200,
  body: {
    url: 'ws://127.0.0.1:1',
    shards: 2,
    session_start_limit: { total: 1_000, remaining, reset_after: 100_000, max_concurrency: 16 },
  },
});

/** Answers with each of `answers` in turn, then with the last one for ever. */
const start = (...answers: { status: number; body?: unknown }[]) => {
  const clock = createFakeClock();
  const stop = new AbortController();
  const reasons: string[] = [];
  let asked = 0;
  const rest = createGatewayRest({
    clock,
    brake: createBrake({ clock, log: silentLogger }),
    stopped: stop.signal,
    waiting: (reason) => void reasons.push(reason),
    transport: {
      send() {
        const { status, body } = answers[Math.min(asked, answers.length - 1)] ?? { status: 500 };
        asked += 1;
        return Promise.resolve({ status, body, headers: new Headers(), isJson: true });
      },
      close: () => Promise.resolve(),
    },
  });
  const ask = () =>
    rest.makeRequest('http://127.0.0.1/api/v10/gateway/bot', { method: 'GET', headers: {}, body: null });
  return { clock, stop, reasons, rest, ask, asked: () => asked };
};

test('it asks for the gateway until there is one, in longer and longer pauses', async () => {
  const { ask, asked, clock, reasons, rest } = start(
    { status: 500 },
    { status: 502 },
    { status: 200, body: {} },
    gateway(2),
  );
  const pending = ask();
  for (const [index, ms] of [1_000, 2_000, 4_000].entries()) {
    await until(() => reasons.length === index + 1);
    clock.advance(ms - 1);
    await turns();
    assert.equal(asked(), index + 1);
    clock.advance(1);
  }
  assert.equal((await pending).status, 200);
  assert.equal(rest.maxConcurrency(), 16);
});

test('with fewer session starts left than shards it waits until they are renewed', async () => {
  const { ask, asked, clock, reasons } = start(gateway(1), gateway(1_000));
  const pending = ask();
  await until(() => reasons.length === 1);
  assert.match(reasons[0] ?? '', /2 minutes/);
  clock.advance(99_999);
  await turns();
  assert.equal(asked(), 1);
  clock.advance(1);
  await pending;
});

test('a third 401 in a row is given back; stopping ends the asking', async () => {
  const rejected = start({ status: 401, body: {} });
  const pending = rejected.ask();
  for (let times = 1; times < 3; times += 1) {
    await until(() => rejected.reasons.length === times);
    rejected.clock.advance(10_000);
  }
  assert.equal((await pending).status, 401);
  assert.equal(rejected.asked(), 3);

  const stopped = start({ status: 503 });
  const ending = stopped.ask();
  await until(() => stopped.reasons.length === 1);
  stopped.stop.abort();
  await assert.rejects(ending, { code: 'stopping' });
});

test('everything else is sent once, and a limit counts against the brake of the process', async () => {
  const { rest, asked } = start({ status: 429 });
  const url = 'http://127.0.0.1/api/v10/interactions/1/t/callback';
  const callback = { method: 'POST', headers: {}, body: '{}' };
  assert.equal((await rest.makeRequest(url, callback)).status, 429);
  await assert.rejects(rest.makeRequest(url, callback), { code: 'discord-rate-limited' });
  assert.equal(asked(), 1);
});
