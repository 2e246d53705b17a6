import assert from 'node:assert/strict';
import { test } from 'node:test';
import { whoAmI } from '../../src/discord/who-am-i.ts';
import { openDemoDoors, refusal } from './open-doors.ts';

test('the token tells application, bot and name', async (t) => {
  const { rest, world } = await openDemoDoors(t);
  assert.deepEqual(await whoAmI(rest), {
    applicationId: world.applicationId,
    botId: world.bot.id,
    name: world.bot.username,
  });
});

test('an outage is passed on', async (t) => {
  const { rest, faults } = await openDemoDoors(t);
  faults.add({ path: '/users/@me', status: 503 });
  assert.equal((await refusal(whoAmI(rest))).code, 'discord-unavailable');
});
