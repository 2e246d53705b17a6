import { GatewayIntentBits, RESTJSONErrorCodes } from 'discord-api-types/v10';
import { z } from 'zod';
import { botIsAboveRole, joinedGuild, missingAccess, missingPermissions, requireInGuild } from '../access.ts';
import { setMemberRoles } from '../mutations.ts';
import { parseQuery } from '../parse-query.ts';
import { record } from '../record.ts';
import { DiscordFault, param, type Route, type RouteAnswer, type RouteCall } from '../route.ts';
import type { SandboxGuild, SandboxMember } from '../world.ts';

const guildOf = (call: RouteCall) => joinedGuild(call.world, param(call, 'guild_id'));

const memberOf = (call: RouteCall, guild: SandboxGuild): SandboxMember => {
  const id = param(call, 'user_id');
  const member = guild.members.get(id);
  if (member !== undefined) return member;
  throw call.world.users.has(id)
    ? new DiscordFault(404, RESTJSONErrorCodes.UnknownMember, 'Unknown Member')
    : new DiscordFault(404, RESTJSONErrorCodes.UnknownUser, 'Unknown User');
};

const page = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(1),
  after: z.string().regex(/^\d+$/).default('0'),
});

/** Only with the Guild Members intent: https://docs.discord.com/developers/resources/guild#list-guild-members */
const listMembers = (call: RouteCall): RouteAnswer => {
  const guild = guildOf(call);
  if ((call.world.privileged & GatewayIntentBits.GuildMembers) === 0) throw missingAccess();
  const { limit, after } = parseQuery(page, call.query);
  const members = [...guild.members.values()]
    .filter(({ user }) => BigInt(user.id) > BigInt(after))
    .toSorted((a, b) => (BigInt(a.user.id) < BigInt(b.user.id) ? -1 : 1));
  return { status: 200, body: members.slice(0, limit) };
};

const search = z.object({
  limit: z.coerce.number().int().min(1).max(1000).default(1),
  query: z.string().min(1).max(100),
});

const searchMembers = (call: RouteCall): RouteAnswer => {
  const guild = guildOf(call);
  const { limit, query } = parseQuery(search, call.query);
  const start = query.toLowerCase();
  const found = [...guild.members.values()].filter(({ nick, user }) =>
    [nick, user.username, user.global_name].some((name) => name?.toLowerCase().startsWith(start)),
  );
  return { status: 200, body: found.slice(0, limit) };
};

const getMember = (call: RouteCall): RouteAnswer => ({ status: 200, body: memberOf(call, guildOf(call)) });

/** https://docs.discord.com/developers/resources/guild#add-guild-member-role */
const changeRole =
  (change: 'add' | 'remove') =>
  (call: RouteCall): RouteAnswer => {
    const { world } = call;
    const guild = guildOf(call);
    requireInGuild(world, guild, 'ManageRoles');
    const member = memberOf(call, guild);
    const roleId = param(call, 'role_id');
    const role = guild.roles.get(roleId);
    if (role === undefined || roleId === guild.id) {
      throw new DiscordFault(404, RESTJSONErrorCodes.UnknownRole, 'Unknown Role');
    }
    if (role.managed || !botIsAboveRole(world, guild, roleId)) throw missingPermissions();
    const has = member.roles.includes(roleId);
    if (has === (change === 'add')) return { status: 204 };
    const userId = member.user.id;
    const roles = has ? member.roles.filter((id) => id !== roleId) : [...member.roles, roleId];
    setMemberRoles(world, { guildId: guild.id, userId, roles });
    record(call, { target: guild.id, effect: change === 'add' ? 'role-added' : 'role-removed', userId, roleId });
    return { status: 204 };
  };

const roleOfMember = '/guilds/{guild_id}/members/{user_id}/roles/{role_id}';

/** Members and their roles: https://docs.discord.com/developers/resources/guild#guild-member-object */
export const memberRoutes: Route[] = [
  { method: 'GET', path: '/guilds/{guild_id}/members', handle: listMembers },
  { method: 'GET', path: '/guilds/{guild_id}/members/search', handle: searchMembers },
  { method: 'GET', path: '/guilds/{guild_id}/members/{user_id}', handle: getMember },
  { method: 'PUT', path: roleOfMember, handle: changeRole('add') },
  { method: 'DELETE', path: roleOfMember, handle: changeRole('remove') },
];
