import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { readAnswer, startProgram } from './program.ts';

const { general, alerts, elsewhere, ann, roles } = demoIds;

suite('a POST acts on the guild', () => {
  test('it becomes a message that pings nobody, with a nonce of its own', async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook({ message: '<who> says <what>' });
    const { status, body } = await program.post(
      webhook,
      { who: 'Ann', what: `@everyone <@${ann}> <@&${roles.onCall}> **bold** <who>` },
      { query: '?wait=true' },
    );
    assert.equal(status, 200);
    assert.equal(body['status'], 'done');

    const [message, ...others] = program.sandbox.world.messages.get(general) ?? [];
    assert.ok(message !== undefined && others.length === 0);
    assert.match(message.content, /^Ann says /);
    assert.ok(message.content.includes('<who>'), 'a value is not expanded again');
    assert.ok(!message.content.includes('**bold**'));
    assert.deepEqual([message.mentions, message.mention_roles, message.mention_everyone], [[], [], false]);
    assert.equal(program.sandbox.world.ledger.filter(({ effect }) => effect === 'message-created').length, 1);
    assert.ok((program.sandbox.world.ledger.find(({ nonce }) => nonce)?.nonce ?? '').length <= 25);
    assert.deepEqual(program.sandbox.unmodelled, []);
  });

  test('without wait it is answered at once and can be followed by its id', async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook();
    const { status, body, headers } = await program.post(webhook, { message: 'hi' });
    assert.equal(status, 200);
    assert.deepEqual(body, { id: body['id'], status: 'queued' });
    assert.ok(headers.get('x-request-id'));

    await program.app.engine.settled(String(body['id']), 5_000);
    const followed = await readAnswer(
      await fetch(`${program.app.url}/deliveries/${String(body['id'])}`, {
        headers: { authorization: `Bearer ${program.key}` },
      }),
    );
    assert.equal(followed.status, 200);
    assert.equal(followed.body['status'], 'done');
  });

  test('every kind of step 1 runs, in order, and each result is told', async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook({
      actions: [
        { kind: 'send-message', channel: 'alerts', content: 'on call: <user.name>', member: undefined },
        { kind: 'add-role', member: '<user_id>', role: 'On call' },
        { kind: 'send-dm', member: '<user_id>', content: 'You are on call in <server.name>' },
        { kind: 'remove-role', member: '<user_id>', role: 'On call' },
      ].map(({ member, ...action }) => (member === undefined ? action : { ...action, member })),
    });
    const { body } = await program.post(webhook, { user_id: ann }, { query: '?wait=true' });
    assert.equal(body['status'], 'done', JSON.stringify(body));
    assert.equal(program.sandbox.world.messages.get(alerts)?.[0]?.content, 'on call: <user.name>');
    const effects = program.sandbox.world.ledger.map(({ effect }) => effect);
    assert.deepEqual(
      effects.filter((effect) => /message-created|role-/.test(effect)),
      ['message-created', 'role-added', 'message-created', 'role-removed'],
    );
    assert.deepEqual(program.sandbox.unmodelled, []);
  });

  test("another guild's channel is refused and not tried again", async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook({
      actions: [{ kind: 'send-message', channel: elsewhere.lounge, content: 'hi' }],
    });
    const { body } = await program.post(webhook, {}, { query: '?wait=true' });
    assert.equal(body['status'], 'failed');
    assert.match(JSON.stringify(body['actions']), /unknown-channel/);
    assert.equal(program.sandbox.world.messages.get(elsewhere.lounge)?.length ?? 0, 0);
  });

  test('a channel that the bot may not see is explained in words', async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook({
      actions: [{ kind: 'send-message', channel: demoIds.staffOnly, content: 'hi' }],
    });
    const { body } = await program.post(webhook, {}, { query: '?wait=true' });
    assert.equal(body['status'], 'failed');
    assert.match(JSON.stringify(body['actions']), /missing-permission.*View Channel/s);
  });

  test('a role above the bot is explained in words', async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook({ actions: [{ kind: 'add-role', member: ann, role: 'Admin' }] });
    const { body } = await program.post(webhook, {}, { query: '?wait=true' });
    assert.equal(body['status'], 'failed');
    assert.match(JSON.stringify(body['actions']), /role-hierarchy.*Admin/s);
  });
});
