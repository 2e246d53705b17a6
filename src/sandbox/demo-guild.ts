import { ChannelType, PermissionFlagsBits } from 'discord-api-types/v10';
import { makeChannel, makeMember, makeOverwrite, makeRole, makeThread, makeUser } from './shapes.ts';
import type { SandboxGuild, World } from './world.ts';

/** Every id of the demo guild and of "Elsewhere". Fixed, so that a restart with the same data directory still fits. */
export const demoIds = {
  guild: '1456000000000000100',
  owner: '1456000000000000010',
  admin: '1456000000000000011',
  ann: '1456000000000000012',
  bob: '1456000000000000013',
  roles: {
    everyone: '1456000000000000100',
    member: '1456000000000000101',
    onCall: '1456000000000000102',
    bot: '1456000000000000103',
    admin: '1456000000000000104',
  },
  category: '1456000000000000200',
  general: '1456000000000000201',
  alerts: '1456000000000000202',
  deploys: '1456000000000000203',
  announcements: '1456000000000000204',
  rules: '1456000000000000205',
  staffOnly: '1456000000000000206',
  support: '1456000000000000207',
  voice: '1456000000000000208',
  thread: '1456000000000000209',
  supportTag: '1456000000000000250',
  elsewhere: {
    guild: '1456000000000000300',
    eve: '1456000000000000014',
    lounge: '1456000000000000310',
    roles: { everyone: '1456000000000000300', moderator: '1456000000000000301', bot: '1456000000000000302' },
  },
} as const;

/** When the demo guild was made: 2026-01-01T00:00:00Z. */
const madeAt = Date.UTC(2026, 0, 1);

const combine = (...bits: bigint[]) => bits.reduce((all, bit) => all | bit, 0n);
const { ViewChannel, SendMessages, SendMessagesInThreads, EmbedLinks, ReadMessageHistory } = PermissionFlagsBits;
const { ManageMessages, ManageRoles, ManageGuild } = PermissionFlagsBits;

/** What the bot's invitation asks for, and nothing more. */
export const leastBotPermissions: bigint = combine(
  ViewChannel,
  SendMessages,
  SendMessagesInThreads,
  EmbedLinks,
  ReadMessageHistory,
  ManageMessages,
  ManageRoles,
);

/** What Discord gives @everyone in a new guild, as far as the sandbox knows these permissions. */
const everyonePermissions = combine(
  ViewChannel,
  SendMessages,
  SendMessagesInThreads,
  EmbedLinks,
  ReadMessageHistory,
  PermissionFlagsBits.MentionEveryone,
  PermissionFlagsBits.AddReactions,
  PermissionFlagsBits.AttachFiles,
  PermissionFlagsBits.UseExternalEmojis,
  PermissionFlagsBits.UseApplicationCommands,
  PermissionFlagsBits.CreatePublicThreads,
  PermissionFlagsBits.ChangeNickname,
  PermissionFlagsBits.CreateInstantInvite,
  PermissionFlagsBits.Connect,
  PermissionFlagsBits.Speak,
);

const byId = <Thing extends { id: string }>(things: Thing[]) => new Map(things.map((thing) => [thing.id, thing]));

const demoChannels = () => {
  const { guild: guildId, roles, ...channels } = demoIds;
  const below = { guildId, parentId: channels.category };
  return [
    makeChannel({ id: channels.category, guildId, name: 'Text channels', type: ChannelType.GuildCategory }),
    makeChannel({ ...below, id: channels.general, name: 'general', position: 1, topic: 'Anything goes' }),
    makeChannel({ ...below, id: channels.alerts, name: 'alerts', position: 2, topic: 'What our servers say' }),
    makeChannel({ ...below, id: channels.deploys, name: 'deploys', position: 3 }),
    makeChannel({
      ...below,
      id: channels.announcements,
      name: 'announcements',
      type: ChannelType.GuildAnnouncement,
      position: 4,
    }),
    makeChannel({
      ...below,
      id: channels.rules,
      name: 'rules',
      position: 5,
      overwrites: [makeOverwrite({ id: roles.everyone, deny: SendMessages })],
    }),
    makeChannel({
      ...below,
      id: channels.staffOnly,
      name: 'staff-only',
      position: 6,
      overwrites: [
        makeOverwrite({ id: roles.everyone, deny: ViewChannel }),
        makeOverwrite({ id: roles.admin, allow: ViewChannel }),
      ],
    }),
    makeChannel({
      ...below,
      id: channels.support,
      name: 'support',
      type: ChannelType.GuildForum,
      position: 7,
      tags: [{ id: demoIds.supportTag, name: 'Question', moderated: false, emoji_id: null, emoji_name: null }],
    }),
    makeChannel({ ...below, id: channels.voice, name: 'Meeting', type: ChannelType.GuildVoice, position: 8 }),
    makeThread({
      id: channels.thread,
      guildId,
      parentId: channels.general,
      ownerId: demoIds.ann,
      name: 'Planning',
      createdAt: madeAt,
    }),
  ];
};

const addUsers = (world: World) => {
  const { owner, admin, ann, bob } = demoIds;
  const { eve } = demoIds.elsewhere;
  const users = [
    makeUser({ id: owner, username: 'owner', name: 'Olivia Owner' }),
    makeUser({ id: admin, username: 'admin', name: 'Adam Admin' }),
    makeUser({ id: ann, username: 'ann', name: 'Ann' }),
    makeUser({ id: bob, username: 'bob', name: 'Bob' }),
    makeUser({ id: eve, username: 'eve', name: 'Eve' }),
  ] as const;
  for (const user of users) world.users.set(user.id, user);
  return users;
};

const emptyGuild = (id: string, name: string) => ({
  id,
  name,
  ownerId: demoIds.owner,
  icon: null,
  description: null,
  bans: new Map(),
  commands: new Map(),
  unavailable: false,
});

const byUser = (members: ReturnType<typeof makeMember>[]) => new Map(members.map((member) => [member.user.id, member]));

/** The second guild, of which the demo guild must never see anything. */
const makeElsewhere = (world: World, eve: ReturnType<typeof makeUser>): SandboxGuild => {
  const { guild: guildId, roles, lounge } = demoIds.elsewhere;
  return {
    ...emptyGuild(guildId, 'Elsewhere'),
    ownerId: eve.id,
    roles: byId([
      makeRole({ id: roles.everyone, name: '@everyone', position: 0, permissions: everyonePermissions }),
      makeRole({ id: roles.moderator, name: 'Moderator', position: 1 }),
      makeRole({
        id: roles.bot,
        name: 'Guildhook',
        position: 2,
        permissions: leastBotPermissions,
        botId: world.bot.id,
      }),
    ]),
    channels: byId([makeChannel({ id: lounge, guildId, name: 'lounge' })]),
    members: byUser([
      makeMember({ user: eve, joinedAt: madeAt }),
      makeMember({ user: world.bot, roles: [roles.bot], joinedAt: madeAt }),
    ]),
  };
};

/** Puts the guild "Sandbox" into `world`, and with `elsewhere` a second one that the bot is in too. Ids: {@link demoIds}. */
export const addDemoGuild = (world: World, { elsewhere = false } = {}): SandboxGuild => {
  const { roles } = demoIds;
  const [owner, admin, ann, bob, eve] = addUsers(world);
  const guild: SandboxGuild = {
    ...emptyGuild(demoIds.guild, 'Sandbox'),
    description: 'Everything that Guildhook does, without a Discord account',
    roles: byId([
      makeRole({ id: roles.everyone, name: '@everyone', position: 0, permissions: everyonePermissions }),
      makeRole({ id: roles.member, name: 'Member', position: 1 }),
      makeRole({ id: roles.onCall, name: 'On call', position: 2 }),
      makeRole({
        id: roles.bot,
        name: 'Guildhook',
        position: 3,
        permissions: leastBotPermissions,
        botId: world.bot.id,
      }),
      makeRole({ id: roles.admin, name: 'Admin', position: 4, permissions: ManageGuild }),
    ]),
    channels: byId(demoChannels()),
    members: byUser([
      makeMember({ user: owner, joinedAt: madeAt }),
      makeMember({ user: admin, roles: [roles.admin], joinedAt: madeAt + 1 }),
      makeMember({ user: ann, joinedAt: madeAt + 2 }),
      makeMember({ user: bob, joinedAt: madeAt + 3 }),
      makeMember({ user: world.bot, roles: [roles.bot], joinedAt: madeAt + 4 }),
    ]),
  };
  world.guilds.set(guild.id, guild);
  if (elsewhere) world.guilds.set(demoIds.elsewhere.guild, makeElsewhere(world, eve));
  return guild;
};
