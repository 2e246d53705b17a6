import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { permissionsOf } from '../../src/sandbox/access.ts';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds, leastBotPermissions } from '../../src/sandbox/demo-guild.ts';

const build = (options = {}) => {
  const world = createWorld({ now: () => 0 });
  return { world, guild: addDemoGuild(world, options) };
};

test('it is the same every time', () => assert.deepEqual(build().guild, build().guild));

test('everything is under its own id', () => {
  const { world, guild } = build({ elsewhere: true });
  assert.deepEqual([...world.guilds.keys()], [demoIds.guild, demoIds.elsewhere.guild]);
  for (const one of world.guilds.values()) {
    for (const [id, role] of one.roles) assert.equal(role.id, id);
    for (const [id, channel] of one.channels) assert.equal(channel.id, id);
    for (const [id, member] of one.members) {
      assert.equal(member.user.id, id);
      assert.deepEqual(
        member.roles.filter((role) => !one.roles.has(role)),
        [],
      );
    }
    assert.ok(one.members.has(one.ownerId));
  }
  assert.deepEqual([...build().world.guilds.keys()], [demoIds.guild]);
  assert.deepEqual([...guild.roles.keys()].toSorted(), Object.values(demoIds.roles).toSorted());
});

test('only the admin may manage the server, and the bot has no more than it was invited with', () => {
  const { world, guild } = build();
  const { ManageGuild } = PermissionFlagsBits;
  const mayManage = (id: string) => (permissionsOf(world, guild, id) & ManageGuild) !== 0n;
  assert.deepEqual([demoIds.owner, demoIds.admin, demoIds.ann, demoIds.bob, world.bot.id].map(mayManage), [
    true,
    true,
    false,
    false,
    false,
  ]);
  assert.equal(guild.roles.get(demoIds.roles.bot)?.permissions, String(leastBotPermissions));
});
