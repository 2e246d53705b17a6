import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import { z } from 'zod';
import { findAction } from './actions/index.ts';
import type { Clock } from './clock.ts';
import type { Doors } from './actions/doors.ts';
import { createOpenDoors } from './discord/guild-api.ts';
import { createGuildLookups, type ChannelFacts, type GuildLookups } from './discord/guild-lookups.ts';
import { inviteUrl } from './discord/invite.ts';
import type { DiscordRest } from './discord/rest.ts';
import type { Bot } from './doctor-discord.ts';
import { createFinding, saidBy, type Finding } from './doctor-finding.ts';
import { tokenNames } from './domain/fill.ts';
import {
  compareRoles,
  highestRole,
  isPermissionFlag,
  memberPermissions,
  permissionNames,
} from './domain/permissions.ts';
import type { ActionDraft, Webhook } from './domain/webhook.ts';
import { AppError } from './errors.ts';

/** Which guilds are looked at, and what their webhooks are. */
export type GuildCheck = {
  rest: DiscordRest;
  clock: Clock;
  bot: Bot;
  guildId: string | undefined;
  webhooks: readonly Webhook[];
};

const { good, warning, bad } = createFinding('server');
const guildPage = 200;
const { AnnouncementThread, PrivateThread, PublicThread } = ChannelType;
const threadTypes = new Set([AnnouncementThread, PrivateThread, PublicThread]);
const page = z.array(z.object({ id: z.string() }));

const ownGuilds = async (rest: DiscordRest): Promise<string[]> => {
  const ids: string[] = [];
  for (let after = '0'; ; after = ids.at(-1) ?? after) {
    const query = { after, limit: String(guildPage) };
    const found = page.parse(await rest.request({ method: 'GET', path: ['users', '@me', 'guilds'], query }));
    ids.push(...found.map(({ id }) => id));
    if (found.length < guildPage) return ids;
  }
};

/** What an action names in a field, if it is known before the call. */
const named = (action: ActionDraft, field: string): string | undefined => {
  const value = action[field];
  return typeof value === 'string' && tokenNames(value).size === 0 ? value : undefined;
};

const neededBits = (action: ActionDraft, inThread: boolean): bigint =>
  (findAction(action.kind)?.permissions ?? [])
    .filter((name) => name !== 'EmbedLinks' || action['embeds'] !== undefined)
    .map((name) => (name === 'SendMessages' && inThread ? 'SendMessagesInThreads' : name))
    .filter((name) => isPermissionFlag(name))
    .reduce((bits, name) => bits | PermissionFlagsBits[name], 0n);

type Trouble = { text: string; advice: string };

/** What the bot may do in one guild, and what it therefore cannot carry out. */
const lookInto = async (guildId: string, lookups: GuildLookups, { bot, clock }: Pick<GuildCheck, 'bot' | 'clock'>) => {
  const [server, roles, channels, me] = await Promise.all([
    lookups.server.get(guildId),
    lookups.roles.get(guildId),
    lookups.channels.get(guildId),
    lookups.member.get(`${guildId}/${bot.botId}`),
  ]);
  const facts = {
    guildId,
    ownerId: server.owner_id,
    roles,
    memberId: bot.botId,
    memberRoleIds: me.roles,
    timedOutUntil: me.communication_disabled_until,
    now: clock.now(),
  };
  const permissionsIn = (channel: ChannelFacts): bigint => {
    const inThread = threadTypes.has(channel.type);
    const parent = inThread ? channels.find(({ id }) => id === channel.parent_id) : channel;
    return memberPermissions({ ...facts, overwrites: parent?.permission_overwrites ?? [], inThread });
  };

  const channelTrouble = async (action: ActionDraft, doors: Doors): Promise<Trouble | undefined> => {
    const reference = named(action, 'channel');
    const id = reference === undefined ? undefined : await doors.resolveChannel(reference);
    const channel = channels.find((candidate) => candidate.id === id);
    const has = channel === undefined ? memberPermissions(facts) : permissionsIn(channel);
    const missing = permissionNames(neededBits(action, channel !== undefined && threadTypes.has(channel.type)) & ~has);
    if (missing.length === 0) return undefined;
    return channel === undefined
      ? {
          text: `the bot lacks ${missing.join(', ')}`,
          advice: 'Server Settings → Roles → the bot’s role → Permissions.',
        }
      : {
          text: `the bot lacks ${missing.join(', ')} in #${channel.name ?? channel.id}`,
          advice: 'Edit Channel → Permissions → the bot’s role.',
        };
  };
  const roleTrouble = async (action: ActionDraft, doors: Doors): Promise<Trouble | undefined> => {
    const reference = named(action, 'role');
    if (reference === undefined || !action.kind.endsWith('-role')) return undefined;
    const id = await doors.resolveRole(reference);
    const role = roles.find((candidate) => candidate.id === id);
    const own = highestRole(roles, me.roles, guildId);
    if (role === undefined || own === undefined) return undefined;
    if (role.managed || role.id === guildId)
      return { text: `nobody can give or take the role ${role.name}`, advice: 'Name another role in the webhook.' };
    if (compareRoles(own, role) > 0 || server.owner_id === bot.botId) return undefined;
    return {
      text: `the role ${role.name} is not below the bot’s highest role, ${own.name}`,
      advice: `Server Settings → Roles: drag ${own.name} above ${role.name}.`,
    };
  };
  return { name: server.name, troubles: [channelTrouble, roleTrouble] };
};

const gone = (guildId: string, bot: Bot) =>
  bad(`the bot is not in server ${guildId}`, `Open ${inviteUrl(bot.applicationId)} and add it there.`);

const isGone = (error: unknown) =>
  error instanceof AppError && ['unknown-guild', 'missing-permission', 'discord-refused'].includes(error.code);

/** What stands in the way of the webhooks in each guild that the bot is in, or in the one that is served alone. */
export const examineGuilds = async (check: GuildCheck): Promise<Finding[]> => {
  const { rest, clock, bot, guildId, webhooks } = check;
  const lookups = createGuildLookups({ rest, clock });
  const { open } = createOpenDoors({ rest, clock, botId: bot.botId });
  let ids: string[];
  try {
    ids = guildId === undefined ? await ownGuilds(rest) : [guildId];
  } catch (error) {
    return [bad(`the bot’s servers cannot be listed: ${saidBy(error)}`, 'See that this machine reaches Discord.')];
  }
  if (ids.length === 0)
    return [warning('the bot is in no server', `Open ${inviteUrl(bot.applicationId)} and add it to one.`)];

  const findings: Finding[] = [];
  for (const id of ids) {
    const own = webhooks.filter((webhook) => webhook.guildId === id);
    if (own.length === 0 && ids.length > 1) continue;
    try {
      const { name, troubles } = await lookInto(id, lookups, check);
      const found = new Map<string, { advice: string; webhooks: Set<string> }>();
      const note = ({ text, advice }: Trouble, webhook: Webhook) => {
        const known = found.get(text) ?? { advice, webhooks: new Set<string>() };
        found.set(text, { ...known, webhooks: known.webhooks.add(webhook.definition.name) });
      };
      for (const webhook of own) {
        for (const action of webhook.definition.actions) {
          for (const look of troubles) {
            const trouble = await look(action, open(id)).catch((error: unknown) => ({
              text: saidBy(error),
              advice: 'Change the webhook with /webhook edit.',
            }));
            if (trouble !== undefined) note(trouble, webhook);
          }
        }
      }
      if (found.size === 0) findings.push(good(`${name}: ${own.length} webhooks, nothing is missing for them`));
      for (const [text, { advice, webhooks: names }] of found)
        findings.push(bad(`${name}: ${text} (webhooks: ${[...names].join(', ')})`, advice));
    } catch (error) {
      findings.push(isGone(error) ? gone(id, bot) : bad(`server ${id}: ${saidBy(error)}`, 'Try again in a moment.'));
    }
  }
  const others = ids.filter((id) => !webhooks.some((webhook) => webhook.guildId === id)).length;
  if (ids.length > 1 && others > 0) findings.push(good(`${others} servers have no webhooks and were not looked into`));
  return findings;
};
