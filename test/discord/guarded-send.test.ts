import assert from 'node:assert/strict';
import { test } from 'node:test';
import { REST } from '@discordjs/rest';
import { createGuardedSend, outgoingOf } from '../../src/discord/guarded-send.ts';
import type { Answer, Outgoing } from '../../src/discord/transport.ts';

const answer: Answer = { status: 200, headers: new Headers(), body: {}, isJson: true };
const outgoing = { method: 'GET', headers: {}, body: null };

const start = ({ heldMs = 0, send }: { heldMs?: number; send: () => Promise<Answer> }) => {
  const settled: (Answer | undefined)[] = [];
  let sent = 0;
  const guarded = createGuardedSend({
    brake: {
      admit: () => heldMs,
      settle: (one) => void settled.push(one),
      across: (send) => send(),
      health: () => ({ invalidRequests: 0, brakedUntil: undefined }),
    },
    transport: {
      send() {
        sent += 1;
        return send();
      },
      close: () => Promise.resolve(),
    },
  });
  return { guarded, settled, sent: () => sent };
};

test('the brake learns what came of every request that it let through', async () => {
  const good = start({ send: () => Promise.resolve(answer) });
  assert.equal(await good.guarded('http://x', outgoing), answer);
  assert.deepEqual(good.settled, [answer]);
  const bad = start({ send: () => Promise.reject(new Error('broken')) });
  await assert.rejects(bad.guarded('http://x', outgoing), /broken/);
  assert.deepEqual(bad.settled, [undefined]);
});

test('what the brake holds back is not sent', async () => {
  const held = start({ heldMs: 700, send: () => Promise.resolve(answer) });
  await assert.rejects(held.guarded('http://x', outgoing), { code: 'discord-rate-limited', retryAfterMs: 700 });
  assert.deepEqual([held.sent(), held.settled.length], [0, 0]);
});

test('JSON goes as it is, a form with files as its bytes', async () => {
  assert.deepEqual(await outgoingOf({ headers: { A: 'b' }, body: null }), {
    method: 'GET',
    headers: { A: 'b' },
    body: null,
  });
  assert.equal((await outgoingOf({ method: 'POST', headers: {}, body: '{"a":1}' })).body, '{"a":1}');
  const sent: Outgoing[] = [];
  const library = new REST({
    api: 'http://127.0.0.1:9/api',
    async makeRequest(_url, init) {
      sent.push(await outgoingOf(init));
      return new Response(null, { status: 204 });
    },
  });
  const files = [{ name: 'hello.txt', data: Buffer.from('hello') }];
  await library.post('/webhooks/1/t', { auth: false, body: { a: 1 }, files });
  library.clearHashSweeper();
  library.clearHandlerSweeper();
  const { headers = {}, body } = sent[0] ?? {};
  assert.ok(body instanceof Uint8Array);
  const read = await new Response(Buffer.from(body), { headers }).formData();
  assert.equal(read.get('payload_json'), '{"a":1}');
  const file = read.get('files[0]');
  assert.ok(file instanceof File);
  assert.equal(await file.text(), 'hello');
});
