import { CDN } from '@discordjs/rest';
import type { GuildFacts } from '../actions/doors.ts';
import type { Snowflake } from '../domain/snowflake.ts';
import type { GuildLookups } from './guild-lookups.ts';

/** https://docs.discord.com/developers/reference#image-formatting-cdn-endpoints */
const cdn = new CDN();
const picture = { extension: 'png', forceStatic: true } as const;
const defaultAvatars = 6n;
const defaultAvatarShift = 22n;

/** What built-in tokens tell of one guild. `home` proves that a channel is in it. */
export const createGuildFacts = ({
  lookups,
  guildId,
  signal,
  home,
}: {
  lookups: GuildLookups;
  guildId: Snowflake;
  signal: AbortSignal | undefined;
  home: (channelId: Snowflake) => Promise<void>;
}): GuildFacts => ({
  async server() {
    const { id, name, approximate_member_count: members, icon } = await lookups.server.get(guildId, { signal });
    return { id, name, members, icon: icon ? cdn.icon(id, icon, picture) : '' };
  },
  async channel(id) {
    await home(id);
    const listed = lookups.channels.peek(guildId)?.find((channel) => channel.id === id);
    const { name, topic } = listed ?? (await lookups.channel.get(id, { signal }));
    return { id, name: name ?? '', topic: topic ?? '', mention: `<#${id}>` };
  },
  async member(id) {
    const found = await lookups.member.get(`${guildId}/${id}`, { signal });
    const { username, global_name: globalName, avatar } = found.user;
    return {
      id,
      username,
      name: found.nick ?? globalName ?? username,
      mention: `<@${id}>`,
      joined_at: found.joined_at ?? '',
      avatar: found.avatar
        ? cdn.guildMemberAvatar(guildId, id, found.avatar, picture)
        : avatar
          ? cdn.avatar(id, avatar, picture)
          : cdn.defaultAvatar(Number((BigInt(id) >> defaultAvatarShift) % defaultAvatars)),
    };
  },
  async bot() {
    const { id, username, global_name: globalName } = await lookups.me.get('@me', { signal });
    return { id, name: globalName ?? username, mention: `<@${id}>` };
  },
});
