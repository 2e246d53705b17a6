import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import { z } from 'zod';
import { AppError, type ErrorCode, type Fault } from '../errors.ts';
import { fieldFaults } from './field-faults.ts';
import { retryAfterMs } from './retry-after.ts';
import { tokenRejected } from './token-latch.ts';
import type { Answer } from './transport.ts';

/** What one of Discord's error codes means here, and what a person should know of it. */
type Meaning = { code: ErrorCode; detail: string };

const noSuchChannel: Meaning = {
  code: 'unknown-channel',
  detail: 'There is no such channel or thread in this server; it may have been deleted. Choose another one.',
};
const noSuchMember: Meaning = {
  code: 'unknown-member',
  detail: 'This user is not a member of this server; they may have left. Check the user id.',
};
const missingPermission: Meaning = {
  code: 'missing-permission',
  detail:
    "The bot lacks a permission for this. Check the bot's role in Server Settings → Roles, and the channel's own permissions.",
};
const closedToDms: Meaning = {
  code: 'cannot-dm',
  detail:
    'Discord does not deliver direct messages from this bot to this user: they do not allow them from members of this server, have blocked the bot, or are a bot.',
};
const noSuchRole: Meaning = {
  code: 'unknown-role',
  detail: 'There is no such role in this server; it may have been deleted. Choose another one.',
};
const busy: Meaning = { code: 'discord-unavailable', detail: 'Discord is overloaded at the moment.' };
const tooFast: Meaning = { code: 'discord-rate-limited', detail: 'Discord asks to do this less often.' };
const refused = (detail: string): Meaning => ({ code: 'discord-refused', detail });

/**
 * Codes with a meaning of their own; every other one is `discord-refused` with Discord's own words.
 * https://docs.discord.com/developers/topics/opcodes-and-status-codes#json
 */
const meanings: Partial<Record<number, Meaning>> = {
  [RESTJSONErrorCodes.UnknownChannel]: noSuchChannel,
  [RESTJSONErrorCodes.UnknownGuild]: {
    code: 'unknown-guild',
    detail: 'The bot is not in this server any more. Invite it again.',
  },
  [RESTJSONErrorCodes.InvalidGuild]: {
    code: 'unknown-guild',
    detail: 'The bot is not in this server any more. Invite it again.',
  },
  [RESTJSONErrorCodes.UnknownMember]: noSuchMember,
  [RESTJSONErrorCodes.UnknownUser]: noSuchMember,
  [RESTJSONErrorCodes.InvalidRecipients]: noSuchMember,
  [RESTJSONErrorCodes.UnknownMessage]: {
    code: 'unknown-message',
    detail: 'There is no such message in this channel; it may have been deleted.',
  },
  [RESTJSONErrorCodes.UnknownRole]: noSuchRole,
  [RESTJSONErrorCodes.InvalidRole]: {
    code: 'unknown-role',
    detail: 'Discord does not take this role here. Choose another one.',
  },
  [RESTJSONErrorCodes.MissingAccess]: missingPermission,
  [RESTJSONErrorCodes.MissingPermissions]: missingPermission,
  [RESTJSONErrorCodes.CannotReplyWithoutPermissionToReadMessageHistory]: {
    code: 'missing-permission',
    detail: 'To reply to a message the bot needs the permission "Read Message History" in that channel.',
  },
  [RESTJSONErrorCodes.InvalidMFALevel]: {
    code: 'missing-permission',
    detail:
      'This server requires two-factor authentication for moderation, and the account that owns the bot has not switched it on.',
  },
  [RESTJSONErrorCodes.CannotSendMessagesToThisUser]: closedToDms,
  [RESTJSONErrorCodes.CannotSendMessagesToThisUserDueToHavingNoMutualGuilds]: closedToDms,
  [RESTJSONErrorCodes.OpeningDirectMessagesTooFast]: tooFast,
  [RESTJSONErrorCodes.ActionCannotBePerformedDueToSlowmodeRateLimit]: tooFast,
  [RESTJSONErrorCodes.AnnouncementEditLimitExceeded]: tooFast,
  [RESTJSONErrorCodes.ChannelWriteRateLimit]: tooFast,
  [RESTJSONErrorCodes.ServerWriteRateLimit]: tooFast,
  [RESTJSONErrorCodes.ServiceResourceIsBeingRateLimited]: tooFast,
  [RESTJSONErrorCodes.SendMessagesHasBeenTemporarilyDisabled]: busy,
  [RESTJSONErrorCodes.FeatureTemporarilyDisabledServerSide]: busy,
  [RESTJSONErrorCodes.APIResourceOverloaded]: busy,
  [RESTJSONErrorCodes.CloudflareIsBlockingYourRequest]: busy,
  [RESTJSONErrorCodes.CannotEditMessageAuthoredByAnotherUser]: refused(
    'The bot can edit only messages that it sent itself.',
  ),
  [RESTJSONErrorCodes.CannotSendAnEmptyMessage]: refused(
    'The message is empty: it needs text, an embed, or something else to show.',
  ),
  [RESTJSONErrorCodes.CannotSendMessagesInNonTextChannel]: refused(
    'Messages cannot be sent in a channel of this kind. Choose a text channel or a thread.',
  ),
  [RESTJSONErrorCodes.CannotSendAMessageInAForumChannel]: refused(
    'Messages cannot be sent in a forum itself. Choose one of its posts.',
  ),
  [RESTJSONErrorCodes.InvalidActionOnArchivedThread]: refused(
    'This thread is archived. Reopen it, or choose another one.',
  ),
  [RESTJSONErrorCodes.ThreadLocked]: refused('This thread is locked. Unlock it, or choose another one.'),
  [RESTJSONErrorCodes.CannotExecuteActionOnSystemMessage]: refused('This cannot be done with a system message.'),
  [RESTJSONErrorCodes.RequestEntityTooLarge]: refused('This is larger than Discord takes.'),
  [RESTJSONErrorCodes.MessageWasBlockedByAutomaticModeration]: refused(
    "AutoMod blocked this message. Change it, or except the bot's role in Server Settings → Safety Setup → AutoMod.",
  ),
  [RESTJSONErrorCodes.MessageBlockedByHarmfulLinksFilter]: refused(
    'Discord takes a link in this message for harmful and blocked it.',
  ),
};

const as =
  ({ code, detail }: Meaning) =>
  () =>
    new AppError(code, detail);

/** The error for a channel that is not in the guild, word for word the one for a channel that does not exist. */
export const unknownChannel: () => AppError = as(noSuchChannel);
/** The error for someone who is not a member of the guild. */
export const unknownMember: () => AppError = as(noSuchMember);
/** The error for a role that is not in the guild. */
export const unknownRole: () => AppError = as(noSuchRole);
/** The error for someone who cannot be sent direct messages. */
export const cannotDm: () => AppError = as(closedToDms);

const errorBody = z.object({ code: z.number(), message: z.string(), errors: z.unknown().optional() });

/** Discord's words without what they quote, which may be what a caller sent. */
const withoutQuotes = (text: string) => text.replaceAll(/(?<!\w)(["'`]).*?\1/gs, '…').slice(0, 300);

type Outage = { detail: string; waitMs: number | undefined; cause: Error; effectUnknown?: boolean };

const unavailable = ({ detail, waitMs, cause, effectUnknown = false }: Outage) =>
  new AppError('discord-unavailable', detail, {
    cause,
    effectUnknown,
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  });

/** The error that a rate limit of `waitMs` becomes for a caller who cannot wait for that long. */
export const rateLimited = (waitMs: number, cause?: Error): AppError =>
  new AppError('discord-rate-limited', tooFast.detail, { retryAfterMs: waitMs, cause });

/** The same error, of a request that can have had no effect. */
export const withoutEffect = (error: AppError): AppError => {
  const { code, detail, faults, retryAfterMs: waitMs, cause } = error;
  if (!error.effectUnknown) return error;
  return new AppError(code, detail, { cause, ...(faults && { faults }), ...(waitMs && { retryAfterMs: waitMs }) });
};

const refusal = (answer: Answer, waitMs: number | undefined): AppError => {
  const { status, body } = answer;
  const parsed = errorBody.safeParse(body);
  const discordCode = parsed.success ? parsed.data.code : undefined;
  const cause = new Error(`Discord answered ${status}${discordCode === undefined ? '' : ` with code ${discordCode}`}`);
  if (status === 413) return new AppError('discord-refused', 'This is larger than Discord takes.', { cause });
  if (!parsed.success) {
    return unavailable({ detail: `Discord answered ${status} with something that is not its API's.`, waitMs, cause });
  }
  const faults: Fault[] = fieldFaults(parsed.data.errors).map(({ path, message }) => ({
    path,
    message: withoutQuotes(message),
  }));
  const { code, detail } = meanings[parsed.data.code] ?? {
    code: status === 403 ? ('missing-permission' as const) : ('discord-refused' as const),
    detail: `Discord refused this: ${withoutQuotes(parsed.data.message)}`,
  };
  return new AppError(code, detail, {
    cause,
    ...(faults.length > 0 && { faults }),
    ...(waitMs !== undefined && { retryAfterMs: waitMs }),
  });
};

/**
 * The AppError for an answer that is not a success, `undefined` for one that is. Final errors say what to change;
 * `discord-unavailable`, `discord-rate-limited` and `discord-token-rejected` may be tried again. `now`: ms since 1970.
 */
export const errorOf = (answer: Answer, now: number): AppError | undefined => {
  const { status, isJson } = answer;
  const cause = new Error(`Discord answered ${status}`);
  const waitMs = retryAfterMs(answer, now);
  if (status >= 200 && status < 300) {
    if (isJson) return undefined;
    const detail = "Discord's answer was not JSON; something else answered.";
    return unavailable({ detail, waitMs, cause, effectUnknown: true });
  }
  if (status === 401) return tokenRejected();
  if (status === 429) return rateLimited(waitMs ?? 1_000, cause);
  if (status >= 400 && status < 500) return refusal(answer, waitMs);
  if (status < 400) {
    const detail = `A redirect (${status}) came back, which the API never sends. Check DISCORD_API_URL.`;
    return unavailable({ detail, waitMs, cause });
  }
  const detail = `Discord is not available at the moment (${status}).`;
  return unavailable({ detail, waitMs, cause, effectUnknown: true });
};
