import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { refusal } from './problem-shape.ts';
import { ids, startReceiver } from './receiver.ts';

const body = '{"variables":[{"name":"User","variable":"{user}","value":"Ann"}]}';
const limit = 4096;

const streamOf = (chunks: (string | Uint8Array)[]) => {
  const stream = ReadableStream.from(chunks.map((chunk) => Uint8Array.from(Buffer.from(chunk))));
  return { body: stream, duplex: 'half' as const };
};

describe('type', () => {
  const taken = [
    'application/json',
    'Application/JSON',
    'application/json; charset=utf-8',
    'application/json;charset="UTF8"',
    'application/vnd.example.v1+json',
    'application/problem+json; charset=utf-8',
    'application/json; profile=x',
  ];
  const refused = [
    'text/plain',
    'text/plain;charset=UTF-8',
    'application/x-www-form-urlencoded',
    'multipart/form-data; boundary=x',
    'application/xml',
    'text/json',
    'application/+json',
    'application/jsonp',
    'application/json; charset=utf-16',
    'application/json; charset=iso-8859-1',
    'application/octet-stream',
    'nonsense',
    '*/*',
    'application/json, text/plain',
  ];
  test('the same body is read or refused by its type alone', async () => {
    await using receiver = await startReceiver();
    for (const type of taken) {
      assert.equal((await receiver.post(body, { headers: { 'content-type': type } })).status, 200, type);
    }
    for (const type of refused) {
      const { status, code } = await refusal(receiver.post(body, { headers: { 'content-type': type } }));
      assert.deepEqual([status, code], [415, 'unsupported-media-type'], type);
    }
    assert.equal(receiver.accepted.length, taken.length);
  });

  test('a body without a type is taken for JSON', async () => {
    await using receiver = await startReceiver();
    const response = await fetch(receiver.address, {
      method: 'POST',
      headers: { authorization: receiver.key },
      body: Buffer.from(body),
    });
    assert.equal(response.status, 200);
    assert.equal(receiver.accepted[0]?.call.variables.user, 'Ann');
  });
});

describe('coding', () => {
  test('a compressed body is refused before it is opened, however small', async () => {
    await using receiver = await startReceiver();
    const bomb = gzipSync(Buffer.alloc(3_000_000, 0x20));
    assert.ok(bomb.length < limit);
    for (const [coding, bytes] of [
      ['gzip', gzipSync(body)],
      ['gzip', bomb],
      ['br', brotliCompressSync(body)],
      ['deflate', Buffer.from(body)],
      ['zstd', Buffer.from(body)],
      ['gzip, identity', gzipSync(body)],
    ] as const) {
      const { status } = await refusal(receiver.post(bytes, { headers: { 'content-encoding': coding } }));
      assert.equal(status, 415, coding);
    }
    assert.equal((await receiver.post(body, { headers: { 'content-encoding': 'identity' } })).status, 200);
    assert.equal(receiver.accepted.length, 1);
  });
});

describe('size', () => {
  const padded = (bytes: number) => body + ' '.repeat(bytes - body.length);

  test('up to the limit and not a byte more, announced or not', async () => {
    await using receiver = await startReceiver();
    assert.equal((await receiver.post(padded(limit))).status, 200);
    assert.equal((await refusal(receiver.post(padded(limit + 1)))).code, 'body-too-large');
    const half = padded(limit).length / 2;
    const parts = [padded(limit).slice(0, half), padded(limit).slice(half)];
    assert.equal((await receiver.post(undefined, streamOf(parts))).status, 200);
    assert.equal((await refusal(receiver.post(undefined, streamOf([...parts, ' '])))).status, 413);
    assert.equal(receiver.accepted.length, 2);
  });

  test('far more than the limit is answered 413 as well, and the connection serves the next call', async () => {
    await using receiver = await startReceiver();
    const many = Array.from({ length: 100 }, () => randomBytes(4096));
    assert.equal((await refusal(receiver.post(Buffer.concat(many)))).status, 413);
    assert.equal((await refusal(receiver.post(undefined, streamOf(many)))).status, 413);
    assert.equal((await receiver.post(body)).status, 200);
  });

  test('a body that never ends is cut off after its answer', async () => {
    await using receiver = await startReceiver();
    const head = `POST /webhook/${ids.bot}/${ids.webhook} HTTP/1.1\r\nHost: x\r\nAuthorization: ${receiver.key}\r\nContent-Length: 99999999999\r\n\r\n`;
    // Ends only when the receiver closes the connection.
    const text = await receiver.raw([head, ...Array.from({ length: 40 }, () => Buffer.alloc(65_536, 0x20))]);
    assert.match(text, /^HTTP\/1\.1 413 /);
    assert.equal(receiver.accepted.length, 0);
  });

  test('of a caller without a key no body is read, and 401 comes before all that the body could be blamed for', async () => {
    await using receiver = await startReceiver();
    const given = await refusal(
      receiver.post(padded(limit + 1), { headers: { authorization: 'x', 'content-type': 'text/plain' } }),
    );
    assert.equal(given.code, 'unauthorized');
  });
});

describe('how it arrives', () => {
  const head = (key: string, more: string) =>
    `POST /webhook/${ids.bot}/${ids.webhook} HTTP/1.1\r\nHost: x\r\nAuthorization: ${key}\r\nContent-Type: application/json\r\n${more}\r\n`;

  test('byte by byte', async () => {
    await using receiver = await startReceiver();
    const request = head(receiver.key, `Content-Length: ${body.length}\r\nConnection: close\r\n`) + body;
    assert.match(await receiver.raw(Array.from(request)), /^HTTP\/1\.1 200 /);
    assert.equal(receiver.accepted[0]?.call.variables.user, 'Ann');
  });

  test('Expect: 100-continue is told to go on once the key is proven, and only then', async () => {
    await using receiver = await startReceiver();
    const more = `Content-Length: ${body.length}\r\nExpect: 100-continue\r\nConnection: close\r\n`;
    const good = await receiver.raw([head(receiver.key, more), body]);
    assert.match(good, /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 /);
    const bad = await receiver.raw([head('nobody', more.replace('Connection: close\r\n', ''))]);
    assert.match(bad, /^HTTP\/1\.1 401 /);
    assert.match(bad, /\r\nConnection: close/);
  });

  test('a caller that leaves in the middle leaves nothing behind', async () => {
    await using receiver = await startReceiver();
    await receiver.raw(
      [`${head(receiver.key, 'Content-Length: 500\r\nExpect: 100-continue\r\n')}{"varia`],
      /100 Continue/,
    );
    assert.equal((await receiver.post(body)).status, 200);
    assert.equal(receiver.accepted.length, 1);
    assert.ok(!receiver.lines.some((line) => line.includes('a request failed')));
  });

  test('a transfer coding other than chunked is refused', async () => {
    await using receiver = await startReceiver();
    const more = 'Transfer-Encoding: gzip, chunked\r\nConnection: close\r\n';
    assert.match(await receiver.raw([`${head(receiver.key, more)}2\r\n{}\r\n0\r\n\r\n`]), /^HTTP\/1\.1 400 /);
    assert.equal(receiver.accepted.length, 0);
  });
});
