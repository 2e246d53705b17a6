import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { AppError, type ErrorCode } from '../../src/errors.ts';
import { refusal } from './problem-shape.ts';
import { ids, makeJob, makeKey, startReceiver } from './receiver.ts';

const body = '{"variables":[{"name":"User","variable":"{user}","value":"Ann"}]}';

describe('a call that is taken', () => {
  test('a client written for BotGhost works after changing its host', async () => {
    await using receiver = await startReceiver();
    const response = await fetch(`${receiver.url}/webhook/${ids.bot}/${ids.webhook}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Authorization: receiver.key },
      body: JSON.stringify({
        variables: [
          { name: 'User ID', variable: '{user_id}', value: '1234' },
          { name: 'Score', variable: '{score}', value: 42 },
        ],
      }),
    });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'application/json; charset=utf-8');
    assert.deepEqual(await response.json(), { id: 'delivery-1', status: 'queued' });
    const [first] = receiver.accepted;
    assert.deepEqual({ ...first?.call.variables }, { user_id: '1234', score: 42 });
    assert.equal(first?.webhook.id, ids.webhook);
  });

  test('an empty body is a call without variables, whatever its type', async () => {
    await using receiver = await startReceiver();
    for (const type of ['application/json', 'application/x-www-form-urlencoded', 'text/plain']) {
      assert.equal((await receiver.post(undefined, { headers: { 'content-type': type } })).status, 200, type);
    }
    assert.equal((await receiver.post('')).status, 200);
    assert.deepEqual(Object.keys(receiver.accepted[0]?.call.variables ?? { none: 0 }), []);
    assert.equal(receiver.accepted.length, 4);
  });

  test('the request id goes along, and comes back', async () => {
    await using receiver = await startReceiver();
    const response = await receiver.post(body, { headers: { 'x-request-id': 'trace:1.a_b-C' } });
    assert.equal(response.headers.get('x-request-id'), 'trace:1.a_b-C');
    assert.equal(receiver.accepted[0]?.call.requestId, 'trace:1.a_b-C');
  });

  test('its key is noted as used', async () => {
    await using receiver = await startReceiver();
    await receiver.post(body);
    assert.deepEqual(
      receiver.used.map(({ id }) => id),
      [receiver.keyId],
    );
  });
});

describe('Idempotency-Key', () => {
  test('goes along with a fingerprint of the bytes, and only then', async () => {
    await using receiver = await startReceiver();
    for (const text of [body, body, `${body} `]) await receiver.post(text, { headers: { 'idempotency-key': 'a' } });
    await receiver.post(body);
    const [first, second, third, fourth] = receiver.accepted.map(({ call }) => call);
    assert.equal(first?.idempotencyKey, 'a');
    assert.match(first.fingerprint, /^[\da-f]{64}$/);
    assert.equal(second?.fingerprint, first.fingerprint);
    assert.notEqual(third?.fingerprint, first.fingerprint);
    assert.equal(fourth?.idempotencyKey, undefined);
  });

  test('a repetition gives the first answer, and says so', async () => {
    await using receiver = await startReceiver({
      context: { accept: async () => ({ id: 'the-first', duplicate: true }) },
    });
    const response = await receiver.post(body, { headers: { 'idempotency-key': '"quoted"' } });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('idempotency-replayed'), 'true');
    assert.deepEqual(await response.json(), { id: 'the-first', status: 'queued' });
  });

  test('255 visible characters and no more, sent once', async () => {
    await using receiver = await startReceiver();
    assert.equal((await receiver.post(body, { headers: { 'idempotency-key': '~'.repeat(255) } })).status, 200);
    for (const value of ['~'.repeat(256), 'two words', '', 'é']) {
      const { status, paths } = await refusal(receiver.post(body, { headers: { 'idempotency-key': value } }));
      assert.deepEqual({ status, paths }, { status: 400, paths: ['headers.idempotency-key'] }, value);
    }
    assert.equal(receiver.accepted.length, 1);
  });
});

describe('wait', () => {
  test('answers with what became of it, and nothing else', async () => {
    await using receiver = await startReceiver();
    receiver.jobs.set('delivery-1', makeJob('delivery-1'));
    const response = await receiver.post(body, {}, `${receiver.address}?wait=true`);
    assert.equal(response.status, 200);
    assert.deepEqual(await response.json(), {
      id: 'delivery-1',
      status: 'done',
      actions: [{ kind: 'send-message', status: 'done', result: { message_id: '1' } }],
    });
  });

  test('waits 15 s at most, then answers 202', async () => {
    const waits: number[] = [];
    await using receiver = await startReceiver({
      context: {
        engine: {
          get: async () => undefined,
          settled: async (id, ms) => {
            waits.push(ms);
            return makeJob(id, { state: 'queued', finishedAt: undefined });
          },
        },
      },
    });
    const response = await receiver.post(body, {}, `${receiver.address}?wait=1`);
    assert.equal(response.status, 202);
    assert.deepEqual(await response.json(), { id: 'delivery-1', status: 'queued' });
    assert.deepEqual(waits, [15_000]);
  });

  test('is answered 202 at once when the program stops', async () => {
    const asked = Promise.withResolvers<void>();
    await using receiver = await startReceiver({
      context: {
        engine: {
          get: async () => undefined,
          settled: () => {
            asked.resolve();
            return new Promise(() => undefined);
          },
        },
      },
    });
    const answer = receiver.post(body, {}, `${receiver.address}?wait=true`);
    await asked.promise;
    receiver.server.drain();
    assert.equal((await answer).status, 202);
  });

  test('whoever leaves while waiting does no harm', async () => {
    const asked = Promise.withResolvers<void>();
    const ended = Promise.withResolvers<undefined>();
    await using receiver = await startReceiver({
      context: {
        engine: {
          get: async () => undefined,
          settled: () => {
            asked.resolve();
            return ended.promise;
          },
        },
      },
    });
    const gone = new AbortController();
    const answer = receiver.post(body, { signal: gone.signal }, `${receiver.address}?wait=true`);
    await asked.promise;
    gone.abort();
    await assert.rejects(answer);
    ended.resolve(undefined);
    assert.equal((await receiver.post(body)).status, 200);
  });

  test('values that mean neither yes nor no are refused, as is dry_run', async () => {
    await using receiver = await startReceiver();
    for (const [query, path] of [
      ['wait=maybe', 'query.wait'],
      ['wait=2', 'query.wait'],
      ['dry_run=true', 'query.dry_run'],
    ] as const) {
      const { status, paths } = await refusal(receiver.post(body, {}, `${receiver.address}?${query}`));
      assert.deepEqual({ status, paths }, { status: 400, paths: [path] });
    }
    assert.equal(receiver.accepted.length, 0);
    for (const query of ['wait=false', 'wait=0', 'dry_run=false', 'other=1', '']) {
      assert.equal((await receiver.post(body, {}, `${receiver.address}?${query}`)).status, 200, query);
    }
  });
});

describe('a call that is refused', () => {
  test('404 with a valid key: no such webhook, of another guild, or another bot', async () => {
    await using receiver = await startReceiver();
    for (const path of [
      `${ids.bot}/aaaaaaaaaaaaaaa9`,
      `${ids.bot}/${ids.foreignWebhook}`,
      `999999999999999999/${ids.webhook}`,
      `${ids.bot}/constructor`,
      `${ids.bot}/${encodeURIComponent('../x')}`,
    ]) {
      const { status, code } = await refusal(receiver.post(body, {}, `${receiver.url}/webhook/${path}`));
      assert.deepEqual({ status, code }, { status: 404, code: 'webhook-not-found' }, path);
    }
    assert.equal(receiver.accepted.length, 0);
  });

  test('403 for a key that is limited to another webhook of the guild, 404 for what does not exist', async () => {
    const limited = makeKey({ webhookIds: [ids.secondWebhook] });
    await using receiver = await startReceiver({ keys: [limited.record] });
    const headers = { authorization: limited.text };
    const to = (id: string) => receiver.post(body, { headers }, `${receiver.url}/webhook/${ids.bot}/${id}`);
    assert.equal((await refusal(to(ids.webhook))).code, 'key-not-for-webhook');
    assert.equal((await refusal(to(ids.foreignWebhook))).code, 'webhook-not-found');
    assert.equal((await to(ids.secondWebhook)).status, 200);
    assert.equal(receiver.accepted.length, 1);
  });

  for (const [code, status] of [
    ['webhook-disabled', 409],
    ['idempotency-key-reused', 409],
    ['storage-unavailable', 503],
    ['overloaded', 503],
    ['guild-overloaded', 429],
    ['stopping', 503],
  ] satisfies [ErrorCode, number][]) {
    test(`${status} when accepting says ${code}`, async () => {
      await using receiver = await startReceiver({
        context: { accept: () => Promise.reject(new AppError(code, 'Because.', { retryAfterMs: 1500 })) },
      });
      const given = await refusal(receiver.post(body));
      assert.deepEqual({ status: given.status, code: given.code }, { status, code });
      if (status !== 409) assert.equal(given.headers.get('retry-after'), '2');
    });
  }

  test('400 with the faults that accepting found', async () => {
    const faults = [{ path: 'variables.user', message: 'is required' }];
    await using receiver = await startReceiver({
      context: { accept: () => Promise.reject(new AppError('invalid-request', 'No.', { faults })) },
    });
    assert.deepEqual((await refusal(receiver.post(body))).paths, ['variables.user']);
  });

  test('500 shows a reference and nothing else; the log has the rest', async () => {
    await using receiver = await startReceiver({
      context: { accept: () => Promise.reject(new Error('the inner secret')) },
    });
    const given = await refusal(receiver.post(body, { headers: { 'x-request-id': 'look-me-up' } }));
    assert.equal(given.code, 'internal');
    assert.match(given.detail, /look-me-up/);
    assert.doesNotMatch(given.detail, /inner secret/);
    assert.ok(receiver.lines.some((line) => line.includes('look-me-up') && line.includes('a request failed')));
  });

  test('503 while the bot is not known yet, and once it is draining', async () => {
    let botId: string | undefined;
    await using receiver = await startReceiver({ context: { botId: () => botId } });
    assert.equal((await refusal(receiver.post(body))).code, 'discord-unavailable');
    botId = ids.bot;
    assert.equal((await receiver.post(body)).status, 200);
    receiver.server.drain();
    const given = await refusal(receiver.post(body));
    assert.equal(given.code, 'stopping');
    assert.equal(given.headers.get('connection'), 'close');
    assert.equal(receiver.accepted.length, 1);
  });
});
