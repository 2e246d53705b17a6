import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { suite, test } from 'node:test';
import { ComponentType, type APIMessage } from 'discord-api-types/v10';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { setMemberRoles, setOverwrites } from '../../src/sandbox/mutations.ts';
import { startProgram, type Program } from './program.ts';

const { alerts, staffOnly, admin, ann, guild } = demoIds;

/** Until what is looked for is there: things that nobody waits for, such as a notice, happen a moment later. */
const eventually = async <Found>(look: () => Found | undefined): Promise<Found> => {
  let found = look();
  for (let tries = 0; found === undefined && tries < 500; tries += 1) {
    await wait(10);
    found = look();
  }
  assert(found !== undefined, 'it never came');
  return found;
};

const messagesIn = (program: Program, channel: string): APIMessage[] =>
  program.sandbox.world.messages.get(channel) ?? [];

const notices = (program: Program) =>
  messagesIn(program, alerts).filter(({ content }) => content.includes('suspended'));

const buttonIn = ({ components = [] }: APIMessage, label: string): string => {
  const rows = components.filter((row) => row.type === ComponentType.ActionRow);
  const button = rows
    .flatMap((row) => row.components)
    .find((component) => 'label' in component && component.label === label);
  assert(button !== undefined && 'custom_id' in button, `there is no button "${label}"`);
  return button.custom_id;
};

const press = async (program: Program, message: APIMessage, label: string, user: string = admin) => {
  const { message: shown } = await program.sandbox.interactions.click({
    user,
    customId: buttonIn(message, label),
    messageId: message.id,
  });
  assert(shown !== undefined);
  return shown;
};

const invoke = async (program: Program, command: string, options: Record<string, unknown> = {}) => {
  const { message } = await program.sandbox.interactions.invoke({ user: admin, command, options });
  assert(message !== undefined);
  return message;
};

const open = (program: Program) => setOverwrites(program.sandbox.world, { channelId: staffOnly, overwrites: [] });

/** A webhook that may not post yet, in a guild with a log channel. */
const setUp = async (program: Program) => {
  await invoke(program, 'settings', { 'log-channel': alerts });
  return program.webhook({ actions: [{ kind: 'send-message', channel: staffOnly, content: 'hi <message>' }] });
};

suite('a webhook whose deliveries fail for good', () => {
  test('is suspended by the fifth, told once, and works again after being enabled', async (context) => {
    const program = await startProgram(context);
    const webhook = await setUp(program);
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) {
      assert.equal((await program.app.store.webhooks.get(webhook.id))?.enabled, true, `after ${count}`);
      const { status, body } = await program.post(webhook, { message: count }, { query: '?wait=true' });
      assert.deepEqual([status, body['status']], [200, 'failed']);
      ids.push(String(body['id']));
      if (count === 2) await program.restart();
    }
    const notice = await eventually(() => notices(program)[0]);
    assert.match(notice.content, /is suspended: 5 deliveries.*View Channel/s);
    const refused = await program.post(webhook, { message: 'six' });
    assert.deepEqual([refused.status, refused.body['code']], [409, 'webhook-disabled']);
    assert.match(String(refused.body['detail']), /suspended at .*View Channel.*\/webhook enable/s);
    assert.match((await invoke(program, 'webhook list')).content, /· suspended/);

    assert.match((await press(program, notice, 'Show payload')).content, /"message": 4/);
    assert.match((await press(program, notice, 'Enable', ann)).content, /Manage Server/);
    assert.match((await press(program, notice, 'Replay')).content, /could not be carried out/);
    open(program);
    assert.match((await press(program, notice, 'Enable')).content, /takes calls again/);
    assert.equal((await program.post(webhook, { message: 'seven' }, { query: '?wait=true' })).body['status'], 'done');

    const both = await Promise.all([press(program, notice, 'Replay'), press(program, notice, 'Replay', demoIds.owner)]);
    for (const { content } of both) assert.match(content, /was carried out/);
    await program.restart();
    assert.match((await press(program, notice, 'Replay')).content, /has done already/);
    assert.deepEqual(
      messagesIn(program, staffOnly).map(({ content }) => content),
      ['hi seven', 'hi 4'],
    );
    assert.equal(notices(program).length, 1);
    assert.deepEqual(program.sandbox.unmodelled, []);
  });

  test('is told of in the guild’s own log channel alone; nothing is sent where there is none', async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook({
      actions: [{ kind: 'send-message', channel: staffOnly, content: 'hi' }],
    });
    for (let count = 0; count < 5; count += 1) await program.post(webhook, {}, { query: '?wait=true' });
    await program.restart();
    assert.equal((await program.app.store.webhooks.get(webhook.id))?.suspended?.code, 'missing-permission');
    assert.deepEqual(
      program.sandbox.world.ledger.filter(({ effect }) => effect === 'message-created'),
      [],
    );
  });
});

suite('replaying', () => {
  test('a done delivery posts once more, marked as such, and only in its own guild', async (context) => {
    const program = await startProgram(context);
    const webhook = await program.webhook();
    const { body } = await program.post(webhook, { message: 'once' }, { query: '?wait=true' });
    const delivery = String(body['id']);
    assert.match((await invoke(program, 'webhook replay', { delivery })).content, /Replay 1 .*was carried out/s);
    assert.equal(messagesIn(program, demoIds.general).length, 2);
    const elsewhere = await program.sandbox.interactions.invoke({
      user: demoIds.elsewhere.eve,
      guild: demoIds.elsewhere.guild,
      command: 'webhook replay',
      options: { delivery },
    });
    assert.match(elsewhere.message?.content ?? '', /no delivery/);
    const [newest] = await program.app.engine.list({ guildId: guild, limit: 1 });
    const response = await fetch(`${program.app.url}/deliveries/${newest?.id}`, {
      headers: { authorization: program.key },
    });
    const view: unknown = await response.json();
    assert(typeof view === 'object' && view !== null && 'replay_of' in view && 'replay' in view);
    assert.deepEqual([view.replay_of, view.replay], [delivery, 1]);
    assert.match((await invoke(program, 'webhook logs')).content, /replay 1/);
  });
});

suite('managing', () => {
  test('all failures can be replayed at once, in their order', async (context) => {
    const program = await startProgram(context);
    const webhook = await setUp(program);
    for (const message of ['one', 'two', 'three']) await program.post(webhook, { message }, { query: '?wait=true' });
    open(program);
    const question = await press(program, await invoke(program, 'webhook logs'), 'Replay all failed');
    assert.match(question.content, /Replay 3 deliveries/);
    assert.match((await press(program, question, 'Replay 3')).content, /3 replays are on their way/);
    await eventually(() => (messagesIn(program, staffOnly).length === 3 ? true : undefined));
    assert.deepEqual(
      messagesIn(program, staffOnly).map(({ content }) => content),
      ['hi one', 'hi two', 'hi three'],
    );
    assert.deepEqual(program.sandbox.unmodelled, []);
  });

  test('a role may manage by the buttons of a notice as soon as it is named, and no longer', async (context) => {
    const program = await startProgram(context);
    const webhook = await setUp(program);
    await program.post(webhook, { message: 'one' }, { query: '?wait=true' });
    const notice = await eventually(() => messagesIn(program, alerts)[0]);
    assert.match(notice.content, /could not be carried out: .*View Channel/);
    setMemberRoles(program.sandbox.world, { guildId: guild, userId: ann, roles: [demoIds.roles.onCall] });
    assert.match((await press(program, notice, 'Show payload', ann)).content, /Manage Server/);
    const settings = await invoke(program, 'settings', { 'manager-role': demoIds.roles.onCall });
    assert.match((await press(program, notice, 'Show payload', ann)).content, /"message": "one"/);
    await press(program, settings, 'Only Manage Server');
    assert.match((await press(program, notice, 'Replay', ann)).content, /Manage Server/);
  });
});
