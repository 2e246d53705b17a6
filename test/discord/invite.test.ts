import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PermissionFlagsBits } from 'discord-api-types/v10';
import { invitePermissions, inviteUrl } from '../../src/discord/invite.ts';
import { leastBotPermissions } from '../../src/sandbox/demo-guild.ts';

test('the link asks for the bot, its commands and the least permissions', () => {
  const url = new URL(inviteUrl('1456000000000000001'));
  assert.equal(url.origin + url.pathname, 'https://discord.com/oauth2/authorize');
  assert.equal(url.searchParams.get('client_id'), '1456000000000000001');
  assert.equal(url.searchParams.get('scope'), 'bot applications.commands');
  const asked = BigInt(url.searchParams.get('permissions') ?? '0');
  assert.equal(asked, leastBotPermissions, 'the sandbox grants exactly what the invitation asks for');
  assert.equal(asked & PermissionFlagsBits.Administrator, 0n);
  for (const { reason } of invitePermissions) assert.ok(reason.startsWith('to '));
});
