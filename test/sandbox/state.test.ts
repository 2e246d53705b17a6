import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { postMessage } from '../../src/sandbox/mutations.ts';
import { guildState } from '../../src/sandbox/state.ts';

test('a guild is shown with its channels and their messages, roles, members and bans', () => {
  const world = createWorld({ now: () => Date.UTC(2026, 0, 2) });
  const guild = addDemoGuild(world, { elsewhere: true });
  const { user: author } = guild.members.get(demoIds.ann) ?? assert.fail();
  postMessage(world, { channelId: demoIds.alerts, author, content: 'hi' });
  const state = guildState(world, guild);
  assert.partialDeepStrictEqual(state.guild, { id: guild.id, name: 'Sandbox', owner_id: demoIds.owner });
  assert.equal(state.channels.length, guild.channels.size);
  assert.partialDeepStrictEqual(
    state.channels.find((channel) => 'id' in channel && channel.id === demoIds.alerts),
    { name: 'alerts', messages: [{ content: 'hi', author: { username: 'ann' } }] },
  );
  assert.partialDeepStrictEqual(state.members[0], { user: { username: 'owner' }, roles: [], nick: null });
  assert.equal(state.roles.length, 5);
  assert.deepEqual([state.bans, state.dms], [[], []]);
});
