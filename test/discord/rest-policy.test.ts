import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AppError } from '../../src/errors.ts';
import { createBrake } from '../../src/discord/brake.ts';
import { createOutages } from '../../src/discord/outages.ts';
import { createRefusals } from '../../src/discord/refusals.ts';
import { createRestPolicy, isAnswer } from '../../src/discord/rest-policy.ts';
import { createTokenLatch } from '../../src/discord/token-latch.ts';
import type { Answer, Outgoing } from '../../src/discord/transport.ts';
import { silentLogger } from '../../src/logger.ts';
import { createFakeClock } from '../fake-clock.ts';

const start = (answer: (outgoing: Outgoing) => Omit<Answer, 'headers'> & { headers?: Record<string, string> }) => {
  const clock = createFakeClock();
  const sent: { url: string; outgoing: Outgoing }[] = [];
  const paced: string[] = [];
  const policy = createRestPolicy({
    clock,
    brake: createBrake({ clock, log: silentLogger }),
    latch: createTokenLatch({ clock, log: silentLogger, probe: () => Promise.resolve(undefined) }),
    refusals: createRefusals({ clock }),
    outages: createOutages({ clock }),
    pace: {
      run(send) {
        paced.push(sent.length.toString());
        return send();
      },
      waiting: () => 0,
    },
    transport: {
      send(url, outgoing) {
        sent.push({ url, outgoing });
        const { headers = {}, ...rest } = answer(outgoing);
        return Promise.resolve({ ...rest, headers: new Headers(headers) });
      },
      close: () => Promise.resolve(),
    },
  });
  return { clock, policy, sent, paced };
};
const url = 'http://127.0.0.1/api/v10/channels/1/messages';
const withToken = { method: 'POST', headers: { Authorization: 'Bot x' }, body: '{}' };

test('the library always sees a success with the books on its bucket, and the true answer as its JSON', async () => {
  for (const status of [200, 401, 403, 404, 500]) {
    const { policy } = start(() => ({
      status,
      body: { code: 1 },
      isJson: true,
      headers: {
        'x-ratelimit-bucket': 'b',
        'x-ratelimit-remaining': '4',
        'retry-after': '9',
        'x-ratelimit-global': 'true',
      },
    }));
    const told = await policy.makeRequest(url, withToken);
    assert.deepEqual([told.ok, told.status], [true, 200]);
    assert.equal(told.headers.get('x-ratelimit-bucket'), 'b');
    assert.equal(told.headers.get('retry-after'), null);
    const answer = await told.json();
    assert.ok(isAnswer(answer));
    assert.equal(answer.status, status);
  }
});

test('a limit empties the bucket for as long as it lasts, doubled when it repeats', async () => {
  const { policy, sent } = start(() => ({
    status: 429,
    body: { retry_after: 1 },
    isJson: true,
    headers: { 'x-ratelimit-scope': 'user', 'x-ratelimit-bucket': 'b' },
  }));
  const resets: (string | null)[] = [];
  for (let times = 0; times < 3; times += 1) {
    const { headers } = await policy.makeRequest(url, withToken);
    assert.equal(headers.get('x-ratelimit-remaining'), '0');
    assert.equal(headers.get('x-ratelimit-bucket'), null);
    resets.push(headers.get('x-ratelimit-reset-after'));
  }
  assert.deepEqual(resets, ['1', '2', '4']);

  // A longer wait is kept here: the library would hold a timer for each request that it turns away.
  const { headers } = await policy.makeRequest(url, withToken);
  assert.equal(headers.get('x-ratelimit-reset-after'), null);
  const asked = sent.length;
  await assert.rejects(policy.makeRequest(url, withToken), (error) => {
    assert.ok(error instanceof AppError);
    assert.deepEqual([error.code, error.retryAfterMs], ['discord-rate-limited', 8_000]);
    return true;
  });
  assert.equal(sent.length, asked);
});

test('only what carries the bot token is paced', async () => {
  const { policy, paced, sent } = start(() => ({ status: 204, body: undefined, isJson: true }));
  await policy.makeRequest(url, withToken);
  await policy.makeRequest('http://127.0.0.1/api/v10/interactions/1/t/callback', {
    method: 'POST',
    headers: {},
    body: '{}',
  });
  assert.deepEqual([paced.length, sent.length], [1, 2]);
});

test('a bare request tells its status, or nothing while everything is held back', async () => {
  const { policy, sent } = start(() => ({ status: 429, body: undefined, isJson: false }));
  assert.equal(await policy.statusOf(url, 'x'), 429);
  assert.match(sent[0]?.outgoing.headers['user-agent'] ?? '', /^DiscordBot/);
  assert.equal(await policy.statusOf(url, 'x'), undefined);
  assert.equal(sent.length, 1);
});

test('nothing but an answer is taken for one', () => {
  for (const value of [undefined, null, 1, {}, { status: 200, headers: new Headers(), body: {}, isJson: true }]) {
    assert.equal(isAnswer(value), false);
  }
});
