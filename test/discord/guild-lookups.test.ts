import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGuildLookups } from '../../src/discord/guild-lookups.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { openDemoDoors, refusal } from './open-doors.ts';

test('channels with threads, roles, members and the direct-message channel are found', async (t) => {
  const { rest, clock, world } = await openDemoDoors(t);
  const lookups = createGuildLookups({ rest, clock });
  const channels = await lookups.channels.get(demoIds.guild);
  assert.ok(
    [demoIds.alerts, demoIds.staffOnly, demoIds.thread].every((id) => channels.some((found) => found.id === id)),
  );
  assert.equal(lookups.homes.get(demoIds.thread), demoIds.guild);
  assert.ok((await lookups.roles.get(demoIds.guild)).some(({ name }) => name === 'On call'));
  assert.equal((await lookups.member.get(`${demoIds.guild}/${demoIds.ann}`)).user.username, 'ann');
  assert.equal((await lookups.memberSearch.get(`${demoIds.guild}/an`)).length, 1);
  assert.ok(world.dms.has(await lookups.dm.get(demoIds.ann)));
});

test("a channel's home is remembered for good, other facts for half a minute", async (t) => {
  const { rest, clock } = await openDemoDoors(t);
  const lookups = createGuildLookups({ rest, clock });
  await lookups.channel.get(demoIds.elsewhere.lounge);
  clock.advance(3_600_000);
  assert.equal(lookups.homes.get(demoIds.elsewhere.lounge), demoIds.elsewhere.guild);
  assert.equal(lookups.channel.peek(demoIds.elsewhere.lounge), undefined);
});

test('an answer of another shape is an outage, not a crash', async (t) => {
  const { rest, clock, faults } = await openDemoDoors(t);
  faults.add({ path: '/guilds/*/roles', status: 200, body: { roles: 'none' } });
  const lookups = createGuildLookups({ rest, clock });
  assert.equal((await refusal(lookups.roles.get(demoIds.guild))).code, 'discord-unavailable');
});
