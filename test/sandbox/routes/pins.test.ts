import assert from 'node:assert/strict';
import { test } from 'node:test';
import { GatewayDispatchEvents as Event, PermissionFlagsBits, RESTJSONErrorCodes as Code } from 'discord-api-types/v10';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { changeRole, postMessage } from '../../../src/sandbox/mutations.ts';
import { fieldIn, startRest, textIn } from '../start-rest.ts';

const pins = `/channels/${demoIds.general}/messages/pins`;

test('pinning needs Pin Messages, and is told; the latest pin comes first', async (t) => {
  const { call, world, events, clock } = await startRest(t);
  const post = (content: string) => postMessage(world, { channelId: demoIds.general, author: world.bot, content }).id;
  const [first, second] = [post('1'), post('2')];
  const refused = await call('PUT', `${pins}/${first}`);
  assert.deepEqual([refused.status, fieldIn(refused.body, 'code')], [403, Code.MissingPermissions]);
  changeRole(world, {
    guildId: demoIds.guild,
    roleId: demoIds.roles.bot,
    permissions: PermissionFlagsBits.PinMessages,
  });
  for (const id of [second, first, first]) {
    clock.advance(1000);
    assert.equal((await call('PUT', `${pins}/${id}`)).status, 204);
  }
  const told: string[] = [Event.MessageUpdate, Event.ChannelPinsUpdate];
  assert.deepEqual(
    events.slice(-4).map(({ type }) => type),
    [...told, ...told],
  );
  const listed = async () => {
    const items = fieldIn((await call('GET', pins)).body, 'items');
    return Array.isArray(items) ? items.map((item: unknown) => textIn(fieldIn(item, 'message'), 'content')) : undefined;
  };
  assert.deepEqual(await listed(), ['1', '2']);
  assert.equal((await call('DELETE', `${pins}/${first}`)).status, 204);
  assert.deepEqual(await listed(), ['2']);
  assert.deepEqual(
    world.ledger.map(({ effect }) => effect),
    ['message-pinned', 'message-pinned', 'message-unpinned'],
  );
  assert.equal((await call('PUT', `${pins}/1`)).status, 404);
});
