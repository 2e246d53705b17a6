import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { openDemoDoors, refusal } from './open-doors.ts';

test('server, channel, member and bot are told as people see them', async (t) => {
  const { doors, guild, world } = await openDemoDoors(t);
  guild.icon = 'abc';
  assert.deepEqual(await doors.facts.server(), {
    id: demoIds.guild,
    name: 'Sandbox',
    members: guild.members.size,
    icon: `https://cdn.discordapp.com/icons/${demoIds.guild}/abc.png`,
  });
  assert.deepEqual(await doors.facts.channel(demoIds.alerts), {
    id: demoIds.alerts,
    name: 'alerts',
    topic: 'What our servers say',
    mention: `<#${demoIds.alerts}>`,
  });
  const ann = guild.members.get(demoIds.ann);
  assert.ok(ann);
  ann.nick = 'Annie';
  const { name, username, mention, joined_at: joinedAt, avatar } = await doors.facts.member(demoIds.ann);
  assert.deepEqual([name, username, mention, joinedAt], ['Annie', 'ann', `<@${demoIds.ann}>`, ann.joined_at]);
  assert.match(avatar, /^https:\/\/cdn\.discordapp\.com\/embed\/avatars\/[0-5]\.png$/);
  assert.equal((await doors.facts.bot()).id, world.bot.id);
});

test("a member's pictures are linked, the server's own first", async (t) => {
  const { doors, guild } = await openDemoDoors(t);
  const bob = guild.members.get(demoIds.bob);
  assert.ok(bob);
  bob.user.avatar = 'a_user';
  assert.match((await doors.facts.member(demoIds.bob)).avatar, /avatars\/1456000000000000013\/a_user\.png$/);
  const ann = guild.members.get(demoIds.ann);
  assert.ok(ann);
  ann.avatar = 'own';
  assert.match(
    (await doors.facts.member(demoIds.ann)).avatar,
    /guilds\/\d+\/users\/1456000000000000012\/avatars\/own\.png$/,
  );
});

test('nothing is told of what is not in this guild', async (t) => {
  const { doors } = await openDemoDoors(t);
  assert.equal((await refusal(doors.facts.channel(demoIds.elsewhere.lounge))).code, 'unknown-channel');
  assert.equal((await refusal(doors.facts.member(demoIds.elsewhere.eve))).code, 'unknown-member');
});

test('facts are kept for half a minute, whoever asks', async (t) => {
  const { open, asked, clock } = await openDemoDoors(t);
  const ask = () =>
    Promise.all([
      open(demoIds.guild).facts.server(),
      open(demoIds.guild).facts.channel(demoIds.alerts),
      open(demoIds.guild).facts.member(demoIds.ann),
      open(demoIds.guild).facts.bot(),
    ]);
  for (let times = 0; times < 20; times += 1) await ask();
  assert.equal(asked.length, 4, asked.join('\n'));
  clock.advance(30_000);
  await ask();
  assert.equal(asked.length, 7, asked.join('\n'));
});
