import { AllowedMentionsTypes } from 'discord-api-types/v10';
import { discordLimits } from '../domain/limits.ts';
import { isSnowflake, type Snowflake } from '../domain/snowflake.ts';
import { AppError } from '../errors.ts';
import type { ActionContext } from './action-kind.ts';

/** Discord's `allowed_mentions` with everything said, as what is left out would be allowed. */
export type AllowedMentions = {
  parse: AllowedMentionsTypes.Everyone[];
  users: Snowflake[];
  roles: Snowflake[];
  replied_user: false;
};

const most = discordLimits.allowedMentions;

const idIn = (reference: string): string => /^<@[!&]?(\d+)>$/.exec(reference)?.[1] ?? reference;

/**
 * Whom a message may ping, from the webhook's policy: nobody without one. Goes along with every message sent or edited,
 * since Discord pings everybody named in it otherwise. What cannot be found is left out with a note.
 * https://docs.discord.com/developers/resources/message#allowed-mentions-object
 */
export const allowedMentions = async ({
  doors,
  mentions = {},
  note,
}: Pick<ActionContext, 'doors' | 'mentions' | 'note'>): Promise<AllowedMentions> => {
  const users: Snowflake[] = [];
  for (const user of mentions.users ?? []) {
    if (isSnowflake(idIn(user))) users.push(idIn(user));
    else note(`mentions: "${user}" is no user id, so nobody is pinged by it.`);
  }
  const roles: Snowflake[] = [];
  for (const role of mentions.roles ?? []) {
    if (isSnowflake(idIn(role))) {
      roles.push(idIn(role));
      continue;
    }
    try {
      roles.push(await doors.resolveRole(role));
    } catch (error) {
      if (!(error instanceof AppError) || error.code !== 'unknown-role') throw error;
      note(`mentions: there is no role "${role}", so it is not pinged.`);
    }
  }
  return {
    parse: mentions.everyone === true ? [AllowedMentionsTypes.Everyone] : [],
    users: [...new Set(users)].slice(0, most),
    roles: [...new Set(roles)].slice(0, most),
    replied_user: false,
  };
};
