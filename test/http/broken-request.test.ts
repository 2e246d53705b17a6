import assert from 'node:assert/strict';
import { Duplex } from 'node:stream';
import { test } from 'node:test';
import { createAnswerBroken } from '../../src/http/broken-request.ts';
import { rawRefusal } from './problem-shape.ts';

/** A connection that keeps what is written to it. */
const connection = () => {
  const written: string[] = [];
  const socket = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, done) => {
      written.push(chunk.toString());
      done();
    },
  });
  return { socket, text: () => written.join('') };
};

const start = () => {
  const timers: { ms: number; task: () => void; cancelled: boolean }[] = [];
  const answered: number[] = [];
  const answerBroken = createAnswerBroken({
    clock: {
      after: (ms, task) => {
        const timer = { ms, task, cancelled: false };
        timers.push(timer);
        return () => {
          timer.cancelled = true;
        };
      },
    },
    newRequestId: () => 'new-id',
    exchangeOn: () => undefined,
    answered: (_id, { status }) => void answered.push(status),
  });
  return { answerBroken, timers, answered };
};

const fault = (code: string) => Object.assign(new Error('never shown'), { code });

for (const [code, status] of [
  ['ERR_HTTP_REQUEST_TIMEOUT', 408],
  ['HPE_HEADER_OVERFLOW', 431],
  ['HPE_CHUNK_EXTENSIONS_OVERFLOW', 413],
  ['HPE_INVALID_METHOD', 400],
  ['something new', 400],
] as const) {
  test(`${code}: ${status}`, () => {
    const { answerBroken, answered } = start();
    const { socket, text } = connection();
    answerBroken(fault(code), socket);
    assert.equal(rawRefusal(text()).status, status);
    assert.match(text(), /X-Request-Id: new-id/);
    assert.doesNotMatch(text(), /never shown/);
    assert.deepEqual(answered, [status]);
  });
}

test('answers once, then cuts whoever goes on sending', () => {
  const { answerBroken, timers, answered } = start();
  const { socket } = connection();
  answerBroken(fault('HPE_INVALID_METHOD'), socket);
  answerBroken(fault('HPE_INVALID_METHOD'), socket);
  assert.equal(answered.length, 1);
  assert.equal(socket.destroyed, false);
  timers.forEach(({ task }) => task());
  assert.equal(socket.destroyed, true);
});

test('says nothing to whoever has gone', () => {
  const { answerBroken, answered } = start();
  const { socket, text } = connection();
  answerBroken(fault('ECONNRESET'), socket);
  assert.deepEqual([text(), answered.length, socket.destroyed], ['', 0, true]);
});
