import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OverwriteType, PermissionFlagsBits as P, type APIOverwrite } from 'discord-api-types/v10';
import {
  allPermissions,
  compareRoles,
  highestRole,
  memberPermissions,
  type MemberFacts,
} from '../../src/domain/permissions.ts';

const [guildId, ownerId, memberId, mod, guest] = ['100', '200', '300', '400', '500'];
const base = P.ViewChannel | P.SendMessages | P.EmbedLinks | P.MentionEveryone;

const overwrite = (id: string, type: OverwriteType, allow: bigint, deny: bigint): APIOverwrite => ({
  id,
  type,
  allow: String(allow),
  deny: String(deny),
});

const may = (facts: Partial<MemberFacts> = {}) =>
  memberPermissions({
    guildId,
    ownerId,
    memberId,
    memberRoleIds: [],
    roles: [
      { id: guildId, permissions: String(base) },
      { id: mod, permissions: String(P.ManageRoles) },
      { id: guest, permissions: String(P.AddReactions) },
    ],
    ...facts,
  });

describe('in the guild', () => {
  test('everyone has what @everyone has, and what their roles add', () => {
    assert.equal(may(), base);
    assert.equal(may({ memberRoleIds: [mod] }), base | P.ManageRoles);
    assert.equal(may({ memberRoleIds: ['999'] }), base);
  });

  test('the owner and administrators may do everything, in every channel, even timed out', () => {
    const overwrites = [overwrite(guildId, OverwriteType.Role, 0n, allPermissions)];
    const roles = [{ id: guildId, permissions: String(P.Administrator) }];
    const timeout = { timedOutUntil: '2030-01-01T00:00:00Z', now: 0 };
    assert.equal(may({ memberId: ownerId, overwrites, ...timeout }), allPermissions);
    assert.equal(may({ roles, overwrites, ...timeout }), allPermissions);
  });

  test('who may not see channels keeps what is not about channels', () => {
    assert.equal(may({ roles: [{ id: guildId, permissions: String(P.ManageRoles) }] }), P.ManageRoles);
  });
});

describe('in a channel', () => {
  const role = (id: string, allow: bigint, deny: bigint) => overwrite(id, OverwriteType.Role, allow, deny);

  test('overwrites apply for everyone, then roles together, then the member', () => {
    const overwrites = [
      overwrite(memberId, OverwriteType.Member, P.AddReactions, 0n),
      role(mod, P.SendMessages, 0n),
      role(guest, 0n, P.SendMessages | P.AddReactions),
      role(guildId, P.AddReactions, P.SendMessages),
    ];
    assert.equal(may({ overwrites }) & (P.SendMessages | P.AddReactions), P.AddReactions);
    assert.equal(may({ overwrites, memberRoleIds: [mod, guest] }), base | P.ManageRoles | P.AddReactions);
    assert.equal(
      may({ overwrites: [role(guildId, 0n, P.EmbedLinks), role(guest, P.EmbedLinks, 0n)] }) & P.EmbedLinks,
      0n,
    );
  });

  test("another's overwrite, or a role's with the member's id, does not count", () => {
    const overwrites = [overwrite('301', OverwriteType.Member, 0n, P.SendMessages), role(memberId, 0n, P.SendMessages)];
    assert.equal(may({ overwrites }), base);
  });

  test('without View Channels there is nothing else', () => {
    assert.equal(may({ overwrites: [role(guildId, 0n, P.ViewChannel)] }), 0n);
  });

  test('without Send Messages there are no mentions, embeds and files', () => {
    assert.equal(may({ overwrites: [role(guildId, P.AttachFiles, P.SendMessages)] }), P.ViewChannel);
    assert.equal(may({ overwrites: [], inThread: true }), P.ViewChannel | P.SendMessages);
    const inThread = [role(guildId, P.SendMessagesInThreads, P.SendMessages)];
    assert.equal(may({ overwrites: inThread, inThread: true }) & P.EmbedLinks, P.EmbedLinks);
  });
});

test('a timeout leaves reading alone, while it lasts', () => {
  const roles = [{ id: guildId, permissions: String(base | P.ReadMessageHistory | P.ManageRoles) }];
  const until = (timedOutUntil: string | null) => may({ roles, timedOutUntil, now: Date.UTC(2026, 0, 1) });
  assert.equal(until('2026-01-01T00:00:01Z'), P.ViewChannel | P.ReadMessageHistory);
  assert.equal(until('2025-12-31T23:59:59Z'), base | P.ReadMessageHistory | P.ManageRoles);
  assert.equal(until(null), base | P.ReadMessageHistory | P.ManageRoles);
});

describe('the hierarchy of roles', () => {
  const [everyone, low, older, newer] = [
    { id: guildId, position: 0 },
    { id: '900', position: 1 },
    { id: '99', position: 2 },
    { id: '100000', position: 2 },
  ];

  test('goes by position, then by age', () => {
    assert.ok(compareRoles(older, low) > 0 && compareRoles(low, older) < 0);
    assert.ok(compareRoles(older, newer) > 0 && compareRoles(newer, older) < 0);
    assert.equal(compareRoles(low, low), 0);
  });

  test('the highest of a member is found', () => {
    const roles = [everyone, low, newer, older];
    assert.equal(highestRole(roles, [low.id, newer.id, older.id], guildId), older);
    assert.equal(highestRole(roles, [low.id], guildId), low);
    assert.equal(highestRole(roles, [], guildId), everyone);
    assert.equal(highestRole([], ['1'], guildId), undefined);
  });
});
