import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { isPermissionFlag, permissionNames } from '../../src/domain/permission-names.ts';

test('permissions are named as an admin sees them', () => {
  const { ManageRoles, SendMessages, ManageGuild, ModerateMembers } = PermissionFlagsBits;
  assert.deepEqual(permissionNames(ManageRoles | SendMessages), ['Send Messages', 'Manage Roles']);
  assert.deepEqual(permissionNames(ManageGuild | ModerateMembers), ['Manage Server', 'Timeout Members']);
  assert.deepEqual(permissionNames(0n), []);
  assert.deepEqual(permissionNames(1n << 60n), []);
});

test('every permission that Discord has is named, and each once', () => {
  for (const [flag, bit] of Object.entries(PermissionFlagsBits)) {
    assert.ok(isPermissionFlag(flag), flag);
    assert.equal(permissionNames(bit).length, 1, flag);
  }
  assert.ok(!isPermissionFlag('toString') && !isPermissionFlag('SendMessage'));
});
