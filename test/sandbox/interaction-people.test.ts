import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { findChannel, findMember, findRole, seat } from '../../src/sandbox/interaction-people.ts';

const world = createWorld({ now: () => Date.UTC(2026, 0, 2) });
const guild = addDemoGuild(world, { elsewhere: true });

test('members, roles and channels are found by id, mention and name', () => {
  for (const text of [demoIds.ann, `<@${demoIds.ann}>`, `<@!${demoIds.ann}>`, 'ann', '@Ann'])
    assert.equal(findMember(guild, text)?.user.id, demoIds.ann, text);
  assert.equal(findMember(guild, 'Olivia Owner')?.user.id, demoIds.owner);
  for (const text of [demoIds.roles.onCall, `<@&${demoIds.roles.onCall}>`, 'On call', '@on call'])
    assert.equal(findRole(guild, text)?.id, demoIds.roles.onCall, text);
  assert.equal(findRole(guild, '@everyone')?.id, guild.id);
  for (const text of [demoIds.alerts, `<#${demoIds.alerts}>`, 'alerts', '#Alerts'])
    assert.equal(findChannel(guild, text)?.id, demoIds.alerts, text);
  assert.equal(findMember(guild, 'eve') ?? findRole(guild, 'x') ?? findChannel(guild, 'lounge'), undefined);
});

test('a person sits in a guild and a channel that they see', () => {
  assert.equal(seat(world, { user: 'ann' }).channel.id, demoIds.general);
  assert.equal(seat(world, { user: 'eve', guild: 'Elsewhere' }).channel.id, demoIds.elsewhere.lounge);
  assert.equal(seat(world, { user: 'admin', channel: 'staff-only' }).channel.id, demoIds.staffOnly);
  assert.throws(() => seat(world, { user: 'ann', channel: 'staff-only' }), /ann sees no channel "staff-only"/);
  assert.throws(() => seat(world, { user: 'eve' }), /"eve" is not a member of Sandbox/);
  assert.throws(() => seat(world, { user: 'ann', guild: 'x' }), /in no guild "x"/);
  assert.throws(() => seat(createWorld({ now: () => 0 }), { user: 'ann' }), /in no guild/);
});
