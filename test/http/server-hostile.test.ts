import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { rawRefusal } from './problem-shape.ts';
import { ids, startReceiver } from './receiver.ts';

const path = `/webhook/${ids.bot}/${ids.webhook}`;
const post = (key: string, more: string, body = '') =>
  `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: ${key}\r\n${more}\r\n${body}`;

/** Requests that no server should take; what stands for the key is filled in. */
const corpus: Record<string, string> = {
  'both lengths': post('KEY', 'Content-Length: 2\r\nTransfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'),
  'both lengths, the other way round': post(
    'KEY',
    'Transfer-Encoding: chunked\r\nContent-Length: 2\r\n',
    '2\r\n{}\r\n0\r\n\r\n',
  ),
  'two lengths': post('KEY', 'Content-Length: 2\r\nContent-Length: 3\r\n', '{} '),
  'a length that is none': post('KEY', 'Content-Length: 2, 2\r\n', '{}'),
  'a negative length': post('KEY', 'Content-Length: -1\r\n'),
  'a signed length': post('KEY', 'Content-Length: +2\r\n', '{}'),
  'chunked twice': post('KEY', 'Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n', '2\r\n{}\r\n0\r\n\r\n'),
  'chunked disguised': post('KEY', 'Transfer-Encoding: \x0bchunked\r\n', '2\r\n{}\r\n0\r\n\r\n'),
  'chunked last but one': post('KEY', 'Transfer-Encoding: chunked, gzip\r\n', '2\r\n{}\r\n0\r\n\r\n'),
  'a chunk size that is none': post('KEY', 'Transfer-Encoding: chunked\r\n', 'xyz\r\n{}\r\n0\r\n\r\n'),
  'a chunk longer than it says': post('KEY', 'Transfer-Encoding: chunked\r\n', '1\r\n{}\r\n0\r\n\r\n'),
  'an endless chunk extension': post(
    'KEY',
    'Transfer-Encoding: chunked\r\n',
    `2;${'x'.repeat(20_000)}\r\n{}\r\n0\r\n\r\n`,
  ),
  'bare line feeds': post('KEY', 'Content-Length: 2\r\n', '{}').replaceAll('\r\n', '\n'),
  'a folded header': post('KEY', 'X-Fold: a\r\n b\r\nContent-Length: 0\r\n'),
  'a space before the colon': post('KEY', 'Content-Length : 0\r\n'),
  'a header without a name': post('KEY', ': x\r\nContent-Length: 0\r\n'),
  'a NUL in a header': post('KEY', 'X-A: a\0b\r\nContent-Length: 0\r\n'),
  'no Host': post('KEY', 'Content-Length: 0\r\nConnection: close\r\n').replace('Host: x\r\n', ''),
  'two Hosts': post('KEY', 'Host: y\r\nContent-Length: 0\r\nConnection: close\r\n'),
  'an expectation that cannot be met': post('KEY', 'Expect: everything\r\nContent-Length: 0\r\nConnection: close\r\n'),
  'headers of 17 KiB': post('KEY', `X-Long: ${'x'.repeat(17_000)}\r\nContent-Length: 0\r\n`),
  '200 headers': post('KEY', `${'X-A: 1\r\n'.repeat(196)}Content-Length: 0\r\nConnection: close\r\n`),
  'a very long address': `POST ${path}?${'x'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`,
  'no HTTP at all': 'hello\r\n\r\n',
  'TLS on a plain port': '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03',
  'the preface of HTTP/2': 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n',
  'HTTP/3.7': post('KEY', 'Content-Length: 0\r\n').replace('HTTP/1.1', 'HTTP/3.7'),
  'a method that is none': post('KEY', 'Content-Length: 0\r\n').replace('POST', 'P0ST'),
  'a tunnel': 'CONNECT example.org:443 HTTP/1.1\r\nHost: example.org\r\n\r\n',
};

describe('a request that no server should take', () => {
  for (const [name, text] of Object.entries(corpus)) {
    test(`${name}: a clear 4xx, the end of the connection, nothing done`, async () => {
      await using receiver = await startReceiver();
      const answer = rawRefusal(await receiver.raw([Buffer.from(text.replace('KEY', receiver.key), 'latin1')]));
      assert.ok(answer.status >= 400 && answer.status < 500, String(answer.status));
      assert.equal(receiver.accepted.length, 0);
      assert.equal((await receiver.post('{}')).status, 200);
    });
  }

  test('the status says which it was', async () => {
    await using receiver = await startReceiver();
    const statusOf = async (name: string) =>
      rawRefusal(await receiver.raw([(corpus[name] ?? '').replace('KEY', receiver.key)])).status;
    assert.equal(await statusOf('headers of 17 KiB'), 431);
    assert.equal(await statusOf('200 headers'), 431);
    assert.equal(await statusOf('an expectation that cannot be met'), 417);
    assert.equal(await statusOf('an endless chunk extension'), 413);
    assert.equal(await statusOf('both lengths'), 400);
  });
});

describe('an unusual request that is right', () => {
  const close = 'Connection: close\r\n';
  for (const [name, make] of [
    [
      'in chunks with small extensions',
      (key: string) => post(key, `Transfer-Encoding: chunked\r\n${close}`, '2;a=b\r\n{}\r\n0\r\n\r\n'),
    ],
    [
      'an address with its host',
      (key: string) => post(key, `Content-Length: 0\r\n${close}`).replace(path, `http://x${path}`),
    ],
    [
      'HTTP/1.0 without a Host',
      (key: string) => post(key, 'Content-Length: 0\r\n').replace('Host: x\r\n', '').replace('HTTP/1.1', 'HTTP/1.0'),
    ],
    [
      'an offer to upgrade, which is not taken',
      (key: string) =>
        post(
          key,
          'Connection: Upgrade, HTTP2-Settings, close\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nContent-Length: 0\r\n',
        ),
    ],
  ] as const) {
    test(`${name}: carried out once`, async () => {
      await using receiver = await startReceiver();
      assert.match(await receiver.raw([make(receiver.key)]), /^HTTP\/1\.1 200 /);
      assert.equal(receiver.accepted.length, 1);
    });
  }

  test('several in one go are answered in order', async () => {
    await using receiver = await startReceiver();
    const one = post(receiver.key, 'Content-Length: 2\r\n', '{}');
    const last = post(receiver.key, `Content-Length: 2\r\n${close}`, '{}');
    const text = await receiver.raw([one + one + last]);
    assert.deepEqual(text.match(/delivery-\d/g), ['delivery-1', 'delivery-2', 'delivery-3']);
  });

  test('rubbish after a whole request does not take its answer away', async () => {
    const go = Promise.withResolvers<void>();
    await using receiver = await startReceiver({
      context: {
        accept: async () => {
          await go.promise;
          return { id: 'the-first', duplicate: false };
        },
      },
    });
    const answer = receiver.raw([`${post(receiver.key, 'Content-Length: 2\r\n', '{}')}rubbish\r\n\r\n`]);
    // Rubbish is read before this request, which comes after it.
    await fetch(`${receiver.url}/healthz`);
    go.resolve();
    assert.match(await answer, /^HTTP\/1\.1 200 [\s\S]*the-first/);
  });
});

describe('slow senders', () => {
  const limits = { headersMs: 60, requestMs: 120, checkMs: 15 };

  test('headers that do not end: 408, long before a whole request would have to be there', async () => {
    await using receiver = await startReceiver({ limits: { ...limits, requestMs: 100_000 } });
    const answer = rawRefusal(await receiver.raw([`POST ${path} HTTP/1.1\r\nHost: x\r\nX-Slow: `]));
    assert.deepEqual([answer.status, answer.code], [408, 'request-timeout']);
  });

  test('a body that does not end: 408, under its own request id', async () => {
    await using receiver = await startReceiver({ limits });
    const more = 'Content-Length: 50\r\nContent-Type: application/json\r\nX-Request-Id: slow-one\r\n';
    const answer = rawRefusal(await receiver.raw([post(receiver.key, more, '{"variables"')]));
    assert.deepEqual([answer.status, answer.code], [408, 'request-timeout']);
    assert.match(answer.head, /X-Request-Id: slow-one/);
    assert.equal(receiver.accepted.length, 0);
  });

  test('a connection that says nothing is closed', async () => {
    await using receiver = await startReceiver({ limits });
    assert.match(await receiver.raw([]), /^HTTP\/1\.1 408 /);
  });

  test('a slow answer is not a slow request', async () => {
    const go = Promise.withResolvers<void>();
    await using receiver = await startReceiver({
      limits,
      context: {
        accept: async () => {
          await go.promise;
          return { id: 'late', duplicate: false };
        },
      },
    });
    const answer = receiver.post('{}');
    // This connection is closed for being slow, and was opened after the other.
    await receiver.raw([]);
    go.resolve();
    assert.equal((await answer).status, 200);
  });
});
