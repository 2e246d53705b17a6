import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from './problem-shape.ts';
import { ids, makeKey, startReceiver } from './receiver.ts';

const rateLimit = { max: 3, windowMs: 60_000 };

test('each key has its own limit, and every answer says what is left', async () => {
  const other = makeKey();
  await using receiver = await startReceiver({ keys: [other.record], config: { rateLimit } });
  const left: (string | null)[] = [];
  for (let at = 0; at < 3; at += 1) {
    const response = await receiver.post('{}');
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('ratelimit-policy'), '"key";q=3;w=60');
    left.push(response.headers.get('ratelimit')?.split(';')[1] ?? null);
  }
  assert.deepEqual(left, ['r=2', 'r=1', 'r=0']);
  const given = await refusal(receiver.post('{}'));
  assert.deepEqual([given.status, given.code], [429, 'rate-limited']);
  const seconds = Number(given.headers.get('retry-after'));
  assert.ok(seconds > 0 && seconds <= 60);
  assert.equal((await receiver.post('{}', { headers: { authorization: other.text } })).status, 200);
  assert.equal(receiver.accepted.length, 4);
});

test('whoever is not proven is limited by address, and holds up nobody who is', async () => {
  await using receiver = await startReceiver({ config: { rateLimit } });
  const wrong = makeKey();
  const attempt = () => receiver.post('{}', { headers: { authorization: wrong.text } });
  for (let at = 0; at < 3; at += 1) {
    const given = await refusal(attempt());
    assert.equal(given.status, 401);
    assert.equal(given.headers.get('ratelimit-policy'), '"address";q=3;w=60');
  }
  assert.equal((await refusal(attempt())).status, 429);
  assert.equal((await refusal(fetch(`${receiver.url}/nowhere`))).status, 429);
  assert.equal((await refusal(fetch(receiver.address))).status, 429);
  assert.equal((await receiver.post('{}')).status, 200);
});

test('a call beyond the limit of its key does not count as a use, nor is its body read', async () => {
  await using receiver = await startReceiver({ config: { rateLimit: { max: 1, windowMs: 60_000 } } });
  await receiver.post('{}');
  await refusal(receiver.post('not JSON'));
  assert.equal(receiver.used.length, 1);
});

test('behind a proxy that is trusted each forwarded address counts for itself', async () => {
  await using receiver = await startReceiver({ config: { rateLimit, trustProxy: 1 } });
  const from = (address: string) =>
    fetch(`${receiver.url}/webhook/${ids.bot}/${ids.webhook}`, {
      method: 'POST',
      headers: { 'x-forwarded-for': address },
    });
  for (let at = 0; at < 3; at += 1) await from('198.51.100.1');
  assert.equal((await refusal(from('198.51.100.1'))).status, 429);
  assert.equal((await refusal(from('198.51.100.2'))).status, 401);
});
