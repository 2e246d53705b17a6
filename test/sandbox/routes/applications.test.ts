import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApplicationFlags, GatewayIntentBits } from 'discord-api-types/v10';
import { sandboxApplicationId } from '../../../src/sandbox/create-world.ts';
import { fieldIn, startRest } from '../start-rest.ts';

test('the application behind the token, by both addresses', async (t) => {
  const { call } = await startRest(t, { privileged: GatewayIntentBits.GuildMembers });
  const { body } = await call('GET', '/applications/@me');
  assert.partialDeepStrictEqual(body, { id: sandboxApplicationId, bot: { id: sandboxApplicationId } });
  assert.equal(fieldIn(body, 'flags'), ApplicationFlags.GatewayGuildMembersLimited);
  assert.deepEqual((await call('GET', '/oauth2/applications/@me')).body, body);
});
