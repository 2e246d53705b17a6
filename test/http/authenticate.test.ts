import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { refusal } from './problem-shape.ts';
import { ids, makeKey, startReceiver } from './receiver.ts';

const basic = (user: string, password: string) => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

describe('a key that is taken', () => {
  for (const [name, write] of [
    ['as it is', (key: string) => key],
    ['after Bearer', (key: string) => `Bearer ${key}`],
    ['after bearer in lower case', (key: string) => `bearer  ${key}`],
    ['as the password of Basic', (key: string) => basic('anyone', key)],
    ['as the password of Basic without a user', (key: string) => basic('', key)],
  ] as const) {
    test(name, async () => {
      await using receiver = await startReceiver();
      const response = await receiver.post('{}', { headers: { authorization: write(receiver.key) } });
      assert.equal(response.status, 200);
    });
  }
});

test('whoever is not proven gets one and the same 401, whether or not the webhook exists', async () => {
  const past = makeKey({ expiresAt: 1 });
  const unserved = makeKey({ guildId: '299999999999999999' });
  const unknown = makeKey();
  const known = makeKey();
  const wrong = makeKey();
  // The id of a key that exists, with another secret.
  const records = [past.record, unserved.record, known.record, { ...wrong.record, digest: known.record.digest }];
  await using receiver = await startReceiver({ keys: records });
  const given = {
    'no header': undefined,
    empty: '',
    'not a key': 'Bearer nonsense',
    'only a scheme': 'Bearer',
    'Basic that is not base64': 'Basic ???',
    'Basic without a colon': `Basic ${Buffer.from('whk').toString('base64')}`,
    'the key as user': basic(receiver.key, ''),
    'another scheme': `Digest ${receiver.key}`,
    'one character changed': `${receiver.key.slice(0, -1)}${receiver.key.endsWith('0') ? '1' : '0'}`,
    'a character more': `${receiver.key}0`,
    unknown: unknown.text,
    expired: past.text,
    'of a guild that is not served': unserved.text,
    'another secret': wrong.text,
  };
  const bodies = new Set<string>();
  for (const [name, authorization] of Object.entries(given)) {
    for (const id of [ids.webhook, ids.foreignWebhook, 'nothing']) {
      const response = await fetch(`${receiver.url}/webhook/${ids.bot}/${id}`, {
        method: 'POST',
        headers: authorization === undefined ? {} : { authorization },
        body: '{"variables":',
      });
      assert.equal(response.status, 401, name);
      assert.equal(response.headers.get('www-authenticate'), 'Bearer realm="guildhook"');
      bodies.add(await response.text());
    }
  }
  assert.equal(bodies.size, 1);
  assert.deepEqual([receiver.accepted.length, receiver.used.length], [0, 0]);
});

test('a key is good until the moment it expires', async () => {
  let now = 999;
  const key = makeKey({ expiresAt: 1000 });
  await using receiver = await startReceiver({
    keys: [key.record],
    context: { clock: { now: () => now, after: () => () => undefined } },
  });
  const post = () => receiver.post('{}', { headers: { authorization: key.text } });
  assert.equal((await post()).status, 200);
  now = 1000;
  assert.equal((await refusal(post())).code, 'unauthorized');
});

test('a key works no more once it is deleted', async () => {
  await using receiver = await startReceiver();
  assert.equal((await receiver.post('{}')).status, 200);
  receiver.keys.clear();
  assert.equal((await refusal(receiver.post('{}'))).code, 'unauthorized');
});

test('two Authorization headers are none', async () => {
  await using receiver = await startReceiver();
  const authorization = `Authorization: ${receiver.key}\r\n`;
  const request = (headers: string) =>
    `POST /webhook/${ids.bot}/${ids.webhook} HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\nConnection: close\r\n${headers}\r\n`;
  assert.match(await receiver.raw([request(authorization)]), /^HTTP\/1\.1 200 /);
  assert.match(await receiver.raw([request(authorization + authorization.toLowerCase())]), /^HTTP\/1\.1 401 /);
  assert.equal(receiver.accepted.length, 1);
});

test('a store that fails is 503, never 401', async () => {
  await using receiver = await startReceiver({
    context: {
      store: {
        keys: {
          get: async () => {
            const { AppError } = await import('../../src/errors.ts');
            throw new AppError('storage-unavailable', 'The disk is gone.');
          },
          list: async () => [],
          create: async () => undefined,
          update: async () => undefined,
          delete: async () => false,
        },
        webhooks: {
          get: async () => undefined,
          list: async () => [],
          create: async () => undefined,
          update: async () => undefined,
          delete: async () => false,
        },
      },
    },
  });
  assert.equal((await refusal(receiver.post('{}'))).code, 'storage-unavailable');
});

test('no key ever reaches the log', async () => {
  const unknown = makeKey();
  await using receiver = await startReceiver();
  await receiver.post('{}');
  await receiver.post('{}', { headers: { authorization: unknown.text } });
  await receiver.post('{"PRIVATE');
  const log = receiver.lines.join('\n');
  assert.ok(receiver.lines.length >= 3);
  for (const secret of [receiver.key, unknown.text, 'PRIVATE']) assert.ok(!log.includes(secret));
});
