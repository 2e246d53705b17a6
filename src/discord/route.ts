import { AppError } from '../errors.ts';

const encodeSegment = (segment: string): string => {
  // WHATWG URLs resolve `..` and `%2e%2e` away, which would lead out of the guild: https://url.spec.whatwg.org/#double-dot-path-segment
  if (/^\.*$/.test(segment) || !segment.isWellFormed()) {
    throw new AppError('invalid-action', 'A part of an address within Discord is empty, only dots, or not valid text.');
  }
  return encodeURIComponent(segment).replaceAll('%40', '@');
};

/**
 * The path below the API's base for `segments`, each percent-encoded (`['users', '@me']` → `/users/@me`).
 * @throws AppError `invalid-action` when there is none, or one is empty, only dots, or holds half a surrogate pair.
 */
export const routeOf = (segments: readonly string[]): `/${string}` => {
  if (segments.length === 0) throw new AppError('invalid-action', 'An address within Discord is empty.');
  return `/${segments.map(encodeSegment).join('/')}`;
};

/**
 * Whether the route carries its own token (interaction callbacks, webhooks by token): no bot token is sent, and
 * Discord's global limit does not count it: https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
 */
export const carriesOwnToken = ([first, , token]: readonly string[]): boolean =>
  token !== undefined && (first === 'interactions' || first === 'webhooks');

/** Most characters of an audit log reason once percent-encoded: https://docs.discord.com/developers/resources/audit-log */
const longestReason = 512;

/** `reason` as Discord takes it: well-formed, and cut so that its percent-encoded form fits. */
export const auditLogReason = (reason: string): string => {
  let length = 0;
  let cut = '';
  for (const character of reason.toWellFormed()) {
    length += encodeURIComponent(character).length;
    if (length > longestReason) break;
    cut += character;
  }
  return cut;
};
