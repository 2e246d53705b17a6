import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import { z } from 'zod';
import { isThread, joinedGuild, permissionsOf, requireInGuild } from '../access.ts';
import { guildShape } from '../guild-shape.ts';
import { parseQuery } from '../parse-query.ts';
import { DiscordFault, param, type Route, type RouteAnswer, type RouteCall } from '../route.ts';

const guildOf = (call: RouteCall) => joinedGuild(call.world, param(call, 'guild_id'));

const countsOf = (members: number) => ({ approximate_member_count: members, approximate_presence_count: 1 });

const withCounts = z.object({ with_counts: z.enum(['true', 'false', '1', '0']).optional() });

const getGuild = (call: RouteCall): RouteAnswer => {
  const guild = guildOf(call);
  const { with_counts } = parseQuery(withCounts, call.query);
  const counted = with_counts === 'true' || with_counts === '1';
  return { status: 200, body: { ...guildShape(guild), ...(counted && countsOf(guild.members.size)) } };
};

/** All channels but threads. Discord lists hidden ones too. */
const listChannels = (call: RouteCall): RouteAnswer => ({
  status: 200,
  body: [...guildOf(call).channels.values()].filter((channel) => !isThread(channel)),
});

const listActiveThreads = (call: RouteCall): RouteAnswer => {
  const { world } = call;
  const guild = guildOf(call);
  const threads = [...guild.channels.values()].filter(
    (channel) =>
      'thread_metadata' in channel &&
      channel.thread_metadata !== undefined &&
      !channel.thread_metadata.archived &&
      permissionsOf(world, guild, world.bot.id, channel) !== 0n,
  );
  return { status: 200, body: { threads, members: [], has_more: false } };
};

const getRole = (call: RouteCall): RouteAnswer => {
  const role = guildOf(call).roles.get(param(call, 'role_id'));
  if (role === undefined) throw new DiscordFault(404, RESTJSONErrorCodes.UnknownRole, 'Unknown Role');
  return { status: 200, body: role };
};

const listBans = (call: RouteCall): RouteAnswer => {
  const guild = guildOf(call);
  requireInGuild(call.world, guild, 'BanMembers');
  return { status: 200, body: [...guild.bans.values()] };
};

const getBan = (call: RouteCall): RouteAnswer => {
  const guild = guildOf(call);
  requireInGuild(call.world, guild, 'BanMembers');
  const ban = guild.bans.get(param(call, 'user_id'));
  if (ban === undefined) throw new DiscordFault(404, RESTJSONErrorCodes.UnknownBan, 'Unknown Ban');
  return { status: 200, body: ban };
};

const page = withCounts.extend({
  limit: z.coerce.number().int().min(1).max(200).default(200),
  before: z.string().optional(),
  after: z.string().optional(),
});

const listMine = ({ world, query }: RouteCall): RouteAnswer => {
  const { limit, before, after, with_counts } = parseQuery(page, query);
  const counted = with_counts === 'true' || with_counts === '1';
  const mine = [...world.guilds.values()]
    .filter(({ members }) => members.has(world.bot.id))
    .filter(({ id }) => before === undefined || BigInt(id) < BigInt(before))
    .filter(({ id }) => after === undefined || BigInt(id) > BigInt(after))
    .toSorted((a, b) => (BigInt(a.id) < BigInt(b.id) ? -1 : 1))
    .slice(0, limit);
  const body = mine.map((guild) => ({
    id: guild.id,
    name: guild.name,
    icon: guild.icon,
    banner: null,
    owner: false,
    permissions: String(permissionsOf(world, guild, world.bot.id)),
    features: [],
    ...(counted && countsOf(guild.members.size)),
  }));
  return { status: 200, body };
};

/** Guilds, their lists and bans: https://docs.discord.com/developers/resources/guild */
export const guildRoutes: Route[] = [
  { method: 'GET', path: '/guilds/{guild_id}', handle: getGuild },
  { method: 'GET', path: '/guilds/{guild_id}/channels', handle: listChannels },
  { method: 'GET', path: '/guilds/{guild_id}/threads/active', handle: listActiveThreads },
  {
    method: 'GET',
    path: '/guilds/{guild_id}/roles',
    handle: (call) => ({ status: 200, body: [...guildOf(call).roles.values()] }),
  },
  { method: 'GET', path: '/guilds/{guild_id}/roles/{role_id}', handle: getRole },
  { method: 'GET', path: '/guilds/{guild_id}/bans', handle: listBans },
  { method: 'GET', path: '/guilds/{guild_id}/bans/{user_id}', handle: getBan },
  { method: 'GET', path: '/users/@me/guilds', handle: listMine },
];
