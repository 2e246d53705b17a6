import assert from 'node:assert/strict';
import { test } from 'node:test';
import { RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { fieldIn, startRest, textIn } from '../start-rest.ts';

test('users, known and unknown', async (t) => {
  const { call, world } = await startRest(t);
  assert.partialDeepStrictEqual((await call('GET', '/users/@me')).body, { id: world.bot.id, bot: true });
  assert.deepEqual((await call('GET', `/users/${demoIds.ann}`)).body, world.users.get(demoIds.ann));
  const unknown = await call('GET', '/users/1');
  assert.deepEqual([unknown.status, fieldIn(unknown.body, 'code')], [404, Code.UnknownUser]);
});

test('opening a direct-message channel twice gives the same one', async (t) => {
  const { call, world } = await startRest(t);
  const open = (recipient_id: unknown) => call('POST', '/users/@me/channels', { body: { recipient_id } });
  const first = await open(demoIds.ann);
  const second = await open(demoIds.ann);
  assert.deepEqual([first.status, second.body], [200, first.body]);
  assert.notEqual(textIn((await open(demoIds.bob)).body, 'id'), textIn(first.body, 'id'));
  assert.deepEqual(
    world.ledger.map(({ effect, userId }) => `${effect} ${userId}`),
    [`dm-opened ${demoIds.ann}`, `dm-opened ${demoIds.bob}`],
  );
  for (const [recipient, status, code] of [
    ['1', 404, Code.UnknownUser],
    [world.bot.id, 400, Code.CannotSendMessagesToThisUser],
    [undefined, 400, Code.InvalidFormBodyOrContentType],
  ] as const) {
    const refused = await open(recipient);
    assert.deepEqual([refused.status, fieldIn(refused.body, 'code')], [status, code]);
  }
});
