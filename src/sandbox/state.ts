import type { APIMessage } from 'discord-api-types/v10';
import { guildShape } from './guild-shape.ts';
import type { SandboxGuild, World } from './world.ts';

/** What `GET /state` answers: a guild, and the bot's direct messages, in Discord's wire shapes. */
export type State = {
  guild: ReturnType<typeof guildShape>;
  channels: object[];
  roles: object[];
  members: object[];
  bans: object[];
  dms: object[];
};

const withMessages = <Channel extends { id: string }>(
  world: World,
  channel: Channel,
): Channel & { messages: APIMessage[] } => ({
  ...channel,
  messages: world.messages.get(channel.id) ?? [],
});

/** The present state of a guild. Messages are oldest first; those that only one person was shown are not among them. */
export const guildState = (world: World, guild: SandboxGuild): State => ({
  guild: guildShape(guild),
  channels: [...guild.channels.values()].map((channel) => withMessages(world, channel)),
  roles: [...guild.roles.values()],
  members: [...guild.members.values()],
  bans: [...guild.bans.values()],
  dms: [...world.dms.values()].map(({ channel }) => withMessages(world, channel)),
});
