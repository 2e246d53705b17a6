import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWorld } from '../../src/sandbox/create-world.ts';
import { addDemoGuild, demoIds } from '../../src/sandbox/demo-guild.ts';
import { guildShape } from '../../src/sandbox/guild-shape.ts';

test('a guild tells its owner and roles, and neither channels nor members', () => {
  const shape = guildShape(addDemoGuild(createWorld({ now: () => 0 })));
  assert.partialDeepStrictEqual(shape, { id: demoIds.guild, name: 'Sandbox', owner_id: demoIds.owner });
  assert.deepEqual(shape.roles.map(({ id }) => id).toSorted(), Object.values(demoIds.roles).toSorted());
  assert.deepEqual([Object.hasOwn(shape, 'channels'), Object.hasOwn(shape, 'members')], [false, false]);
});
