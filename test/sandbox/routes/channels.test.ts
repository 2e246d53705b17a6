import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../../src/sandbox/demo-guild.ts';
import { startRest } from '../start-rest.ts';

test('channels and threads tell their guild', async (t) => {
  const { call, guild } = await startRest(t);
  for (const id of [demoIds.general, demoIds.category, demoIds.thread, demoIds.elsewhere.lounge]) {
    const { status, body } = await call('GET', `/channels/${id}`);
    assert.equal(status, 200);
    const guildId = id === demoIds.elsewhere.lounge ? demoIds.elsewhere.guild : demoIds.guild;
    assert.partialDeepStrictEqual(body, { id, guild_id: guildId });
  }
  assert.deepEqual((await call('GET', `/channels/${demoIds.alerts}`)).body, guild.channels.get(demoIds.alerts));
});
