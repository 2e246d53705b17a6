import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startProgram } from './program.ts';

suite('an Idempotency-Key makes a repetition harmless', () => {
  test('a hundred copies at once are one message and one id', async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook();
    const headers = { 'idempotency-key': 'order-1' };
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => program.post(webhook, { message: 'once' }, { headers, query: '?wait=true' })),
    );
    assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
    assert.equal(new Set(answers.map(({ body }) => body['id'])).size, 1);
    assert.equal(program.sandbox.world.messages.get(demoIds.general)?.length, 1);
  });

  test('it holds over a restart, and another body is a conflict', async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook();
    const headers = { 'idempotency-key': 'order-2' };
    const first = await program.post(webhook, { message: 'once' }, { headers, query: '?wait=true' });
    await program.restart();
    const second = await program.post(webhook, { message: 'once' }, { headers });
    assert.equal(second.status, 200);
    assert.equal(second.body['id'], first.body['id']);
    const other = await program.post(webhook, { message: 'twice' }, { headers });
    assert.equal(other.status, 409);
    assert.equal(other.body['code'], 'idempotency-key-reused');
    assert.equal(program.sandbox.world.messages.get(demoIds.general)?.length, 1);
  });
});
