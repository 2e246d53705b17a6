import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { suite, test } from 'node:test';
import { createKey } from '../../src/domain/key-text.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startProgram, type Program } from './program.ts';

const addKey = async (program: Program, guildId: string, webhookIds?: string[]) => {
  const key = createKey(randomBytes);
  const label = `key ${key.id}`;
  const record = {
    id: key.id,
    guildId,
    label,
    digest: key.digest,
    first: false,
    createdAt: Date.now(),
    createdBy: demoIds.owner,
  };
  await program.app.store.keys.create({ ...record, ...(webhookIds && { webhookIds }) });
  return key.text;
};

suite('what one guild owns is its own', () => {
  test("another guild's key sees nothing; a key for another webhook is refused by name", async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook();
    const other = await program.webhook();
    const foreign = await addKey(program, demoIds.elsewhere.guild);
    const limited = await addKey(program, demoIds.guild, [other.id]);
    assert.equal((await program.post(webhook, {}, { key: foreign })).status, 404);
    assert.equal((await program.post(webhook, {}, { key: limited })).status, 403);
    assert.equal((await program.post(other, { message: 'x' }, { key: limited })).status, 200);
  });

  test('every refusal for want of a key is the same, whether or not the webhook exists', async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook();
    const missing = { ...webhook, id: '0123456789abcdef' };
    const wrong = program.key.replace(/.{10}$/, '0000000000');
    const bodies = new Set<string>();
    for (const target of [webhook, missing]) {
      for (const key of [wrong, 'nonsense', 'Bearer ', `whk_${'a'.repeat(61)}`]) {
        const { status, body } = await program.post(target, {}, { key });
        assert.equal(status, 401);
        const { request_id: _, instance: __, ...same } = body;
        bodies.add(JSON.stringify(same));
      }
    }
    assert.equal(bodies.size, 1, [...bodies].join('\n'));
  });

  test("removing the bot makes the guild's keys invalid, for good", async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook();
    assert.equal((await program.post(webhook, { message: 'x' })).status, 200);
    program.sandbox.gateway.kickBot(demoIds.guild);
    let status = 200;
    for (let tries = 0; status !== 401 && tries < 500; tries += 1) {
      status = (await program.post(webhook, { message: 'x' })).status;
    }
    assert.equal(status, 401);
    await program.restart();
    assert.equal((await program.post(webhook, { message: 'x' })).status, 401);
  });
});
