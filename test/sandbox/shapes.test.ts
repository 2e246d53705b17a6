import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as published from 'discord-api-spec/zod';
import { ChannelType, OverwriteType } from 'discord-api-types/v10';
import { z } from 'zod';
import * as shapes from '../../src/sandbox/shapes.ts';

const id = '1456000000000000050';
const user = shapes.makeUser({ id, username: 'u' });

test('everything made fits Discord’s published schema', () => {
  const made: [z.core.$ZodType, unknown][] = [
    [published.UserResponseSchema, user],
    [published.GuildRoleResponseSchema, shapes.makeRole({ id, name: 'r', position: 1, permissions: 8n, botId: id })],
    [published.GuildMemberResponseSchema, shapes.makeMember({ user, joinedAt: 0 })],
    [
      published.ThreadResponseSchema,
      shapes.makeThread({ id, guildId: id, parentId: id, ownerId: id, name: 't', createdAt: 0 }),
    ],
  ];
  const overwrites = [shapes.makeOverwrite({ id, type: OverwriteType.Member, deny: 1n })];
  for (const type of [
    ChannelType.GuildText,
    ChannelType.GuildAnnouncement,
    ChannelType.GuildCategory,
    ChannelType.GuildVoice,
    ChannelType.GuildForum,
  ] as const) {
    const channel = shapes.makeChannel({ id, guildId: id, name: 'c', type, overwrites, parentId: id });
    assert.equal(channel.type, type);
    made.push([published.GuildChannelResponseSchema, channel]);
  }
  for (const [schema, value] of made) {
    const { success, error } = z.safeParse(schema, value);
    assert.ok(success, `${JSON.stringify(value)}: ${error ? z.prettifyError(error) : ''}`);
  }
});

test('ids and permissions are texts', () => {
  const role = shapes.makeRole({ id, name: 'r', position: 1, permissions: 1n << 60n });
  assert.equal(role.permissions, '1152921504606846976');
  assert.equal(role.managed, false);
  assert.deepEqual(shapes.makeOverwrite({ id }), { id, type: OverwriteType.Role, allow: '0', deny: '0' });
});
