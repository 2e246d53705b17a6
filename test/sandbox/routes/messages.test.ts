import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayDispatchEvents as Event, GatewayIntentBits, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { postMessage } from '../../../src/sandbox/mutations.ts';
import { fieldIn, startRest, textIn, type StartedRest } from '../start-rest.ts';

const messages = `/channels/${demoIds.general}/messages`;

const sent = async ({ call }: StartedRest, content: string) =>
  textIn((await call('POST', messages, { body: { content } })).body, 'id');

const written = ({ world }: StartedRest, content: string, by: string = demoIds.ann) => {
  const author = world.users.get(by);
  assert.ok(author);
  return postMessage(world, { channelId: demoIds.general, author, content }).id;
};

test('an edit changes what it names and nothing else', async (t) => {
  const started = await startRest(t);
  const { call, world, events, clock } = started;
  const body = { content: 'old', embeds: [{ title: 'kept' }] };
  const id = textIn((await call('POST', messages, { body })).body, 'id');
  clock.advance(1000);
  const edited = await call('PATCH', `${messages}/${id}`, { body: { content: 'new', enforce_nonce: false } });
  const expected = {
    content: 'new',
    embeds: [{ title: 'kept' }],
    edited_timestamp: new Date(clock.now()).toISOString(),
  };
  assert.partialDeepStrictEqual(edited.body, expected);
  assert.partialDeepStrictEqual(events.at(-1), { type: Event.MessageUpdate, data: { id, guild_id: demoIds.guild } });
  assert.partialDeepStrictEqual(world.ledger.at(-1), { effect: 'message-edited', messageId: id, content: 'new' });
  const cleared = await call('PATCH', `${messages}/${id}`, { body: { embeds: [] } });
  assert.partialDeepStrictEqual(cleared.body, { content: 'new', embeds: [] });
});

test("others' messages cannot be edited; theirs are deleted only with Manage Messages", async (t) => {
  const started = await startRest(t);
  const { call, guild, events } = started;
  const id = written(started, 'mine');
  const edit = await call('PATCH', `${messages}/${id}`, { body: { content: 'x' } });
  assert.deepEqual([edit.status, fieldIn(edit.body, 'code')], [403, Code.CannotEditMessageAuthoredByAnotherUser]);
  const role = guild.roles.get(demoIds.roles.bot);
  assert.ok(role);
  const permissions = role.permissions;
  role.permissions = '0';
  assert.partialDeepStrictEqual((await call('DELETE', `${messages}/${id}`)).body, { code: Code.MissingPermissions });
  role.permissions = permissions;
  assert.equal((await call('DELETE', `${messages}/${id}`)).status, 204);
  assert.deepEqual(events.at(-1), {
    type: Event.MessageDelete,
    data: { id, channel_id: demoIds.general, guild_id: demoIds.guild },
    guildId: demoIds.guild,
  });
});

test('a message that is not there', async (t) => {
  const started = await startRest(t);
  const { call } = started;
  const id = await sent(started, 'x');
  const elsewhere = `/channels/${demoIds.alerts}/messages/${id}`;
  for (const [method, path] of [
    ['GET', `${messages}/1`],
    ['PATCH', `${messages}/1`],
    ['DELETE', `${messages}/1`],
    ['GET', elsewhere],
    ['DELETE', elsewhere],
  ] as const) {
    const { status, body } = await call(method, path, method === 'PATCH' ? { body: { content: 'x' } } : {});
    assert.equal(status, 404, `${method} ${path}`);
    assert.partialDeepStrictEqual(body, { code: Code.UnknownMessage });
  }
  assert.equal((await call('DELETE', `${messages}/${id}`)).status, 204);
  assert.equal((await call('DELETE', `${messages}/${id}`)).status, 404);
});

test('a list is newest first and pages', async (t) => {
  const started = await startRest(t);
  const ids: string[] = [];
  for (const content of ['1', '2', '3', '4', '5']) ids.push(await sent(started, content));
  const [, second = '', third = '', fourth = ''] = ids;
  const contents = async (query: string) => {
    const { body } = await started.call('GET', `${messages}?${query}`);
    assert.ok(Array.isArray(body));
    return body.map((message: unknown) => textIn(message, 'content')).join('');
  };
  assert.equal(await contents(''), '54321');
  assert.equal(await contents('limit=2'), '54');
  assert.equal(await contents(`before=${fourth}&limit=2`), '32');
  assert.equal(await contents(`after=${second}&limit=2`), '43');
  assert.equal(await contents(`around=${third}&limit=3`), '432');
  for (const query of ['limit=0', 'limit=101', 'limit=x']) {
    assert.equal((await started.call('GET', `${messages}?${query}`)).status, 400, query);
  }
});

test("without the Message Content intent others' texts are empty", async (t) => {
  for (const [privileged, shown] of [
    [0, ''],
    [GatewayIntentBits.MessageContent, 'secret'],
  ] as const) {
    const started = await startRest(t, { privileged });
    const { call, world } = started;
    const content = async (id: string) => textIn((await call('GET', `${messages}/${id}`)).body, 'content');
    assert.equal(await content(written(started, 'secret')), shown);
    assert.equal(await content(await sent(started, 'own')), 'own');
    const mention = `<@${world.bot.id}> hear`;
    assert.equal(await content(written(started, mention)), mention);
  }
});

test('bulk delete', async (t) => {
  const started = await startRest(t);
  const { call, world, events, clock } = started;
  const path = `${messages}/bulk-delete`;
  const remove = (ids: string[]) => call('POST', path, { body: { messages: ids } });
  const ids = [written(started, 'a'), written(started, 'b'), await sent(started, 'c')];
  const [first = '', ...others] = ids;
  for (const [wrong, code] of [
    [[first], Code.ProvidedTooFewOrTooManyMessagesToDelete],
    [[first, first], Code.InvalidFormBodyOrContentType],
    [Array.from({ length: 101 }, (_, index) => `${index}`), Code.InvalidFormBodyOrContentType],
    [['1', first], Code.OneOfTheMessagesProvidedWasTooOldForBulkDelete],
  ] as const) {
    const { status, body } = await remove([...wrong]);
    assert.equal(status, 400);
    assert.partialDeepStrictEqual(body, { code });
  }
  assert.equal((await remove(others)).status, 204);
  assert.partialDeepStrictEqual(events.at(-1), { type: Event.MessageDeleteBulk, data: { ids: others } });
  assert.deepEqual(
    world.messages.get(demoIds.general)?.map(({ id }) => id),
    [first],
  );
  assert.equal(world.ledger.filter(({ effect }) => effect === 'message-deleted').length, 2);
  const second = written(started, 'd');
  clock.advance(14 * 86_400_000 + 1);
  assert.equal((await remove([first, second])).status, 400);
});
