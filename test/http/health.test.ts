import assert from 'node:assert/strict';
import { test } from 'node:test';
import { refusal } from './problem-shape.ts';
import { startReceiver } from './receiver.ts';

test('the process lives, also while it stops', async () => {
  await using receiver = await startReceiver();
  assert.deepEqual(await (await fetch(`${receiver.url}/healthz`)).json(), { status: 'ok' });
  receiver.server.drain();
  assert.equal((await fetch(`${receiver.url}/healthz`)).status, 200);
});

test('it is ready, or says every reason why not', async () => {
  let reasons: string[] = [];
  await using receiver = await startReceiver({ context: { readiness: async () => reasons } });
  const ready = () => fetch(`${receiver.url}/readyz`);
  assert.deepEqual(await (await ready()).json(), { status: 'ready' });
  reasons = ['Not connected.', 'Deliveries are 400 s behind.'];
  const given = await refusal(ready());
  assert.deepEqual([given.status, given.code], [503, 'not-ready']);
  assert.equal(given.detail, 'Not connected. Deliveries are 400 s behind.');
  reasons = [];
  assert.equal((await ready()).status, 200);
  receiver.server.drain();
  assert.equal((await refusal(ready())).detail, 'The program is stopping.');
});

test('those who ask at once share one look; a look that fails is not kept', async () => {
  const looks: PromiseWithResolvers<string[]>[] = [];
  const asked = Promise.withResolvers<void>();
  await using receiver = await startReceiver({
    context: {
      readiness: () => {
        const look = Promise.withResolvers<string[]>();
        looks.push(look);
        asked.resolve();
        return look.promise;
      },
    },
  });
  const ready = () => fetch(`${receiver.url}/readyz`);
  const both = [ready(), ready()];
  await asked.promise;
  // A request that was sent later than both has been answered, so both have been read.
  await fetch(`${receiver.url}/healthz`);
  looks[0]?.reject(new Error('the look failed'));
  for (const response of await Promise.all(both)) assert.equal(response.status, 500);
  assert.equal(looks.length, 1);
  const again = ready();
  while (looks.length < 2) await fetch(`${receiver.url}/healthz`);
  looks[1]?.resolve([]);
  assert.equal((await again).status, 200);
});

test('asking for health is never limited', async () => {
  await using receiver = await startReceiver({ config: { rateLimit: { max: 1, windowMs: 60_000 } } });
  for (let at = 0; at < 5; at += 1) {
    assert.equal((await fetch(`${receiver.url}/healthz`)).status, 200);
    assert.equal((await fetch(`${receiver.url}/readyz`)).status, 200);
  }
});
