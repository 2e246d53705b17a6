import { createHash } from 'node:crypto';
import type { Answer } from './answer.ts';
import type { Match } from './router.ts';

/** Counts requests as Discord does. */
export type RateLimits = {
  /** Counts one request; what its answer says of its bucket, or the 429. */
  take(match: Match, method: string): { headers: Record<string, string>; refusal?: Answer };
  /** Counts an answer of 401, 403 or 429 towards the ban of the address. */
  count(status: number): void;
};

/** Requests per window of a route, for each top-level resource. What is not listed has {@link usual}. */
const table: Record<string, { limit: number; windowMs: number }> = {
  'POST /channels/{channel_id}/messages': { limit: 5, windowMs: 5000 },
  'PATCH /channels/{channel_id}/messages/{message_id}': { limit: 5, windowMs: 5000 },
  'DELETE /channels/{channel_id}/messages/{message_id}': { limit: 5, windowMs: 1000 },
  'POST /channels/{channel_id}/messages/bulk-delete': { limit: 1, windowMs: 1000 },
  'PUT /channels/{channel_id}/messages/{message_id}/reactions/{emoji_name}/@me': { limit: 1, windowMs: 250 },
  'PUT /guilds/{guild_id}/members/{user_id}/roles/{role_id}': { limit: 10, windowMs: 10_000 },
  'DELETE /guilds/{guild_id}/members/{user_id}/roles/{role_id}': { limit: 10, windowMs: 10_000 },
  'POST /users/@me/channels': { limit: 10, windowMs: 10_000 },
  'PUT /applications/{application_id}/commands': { limit: 2, windowMs: 20_000 },
  'PUT /applications/{application_id}/guilds/{guild_id}/commands': { limit: 2, windowMs: 20_000 },
};
const usual = { limit: 50, windowMs: 1000 };

/** https://docs.discord.com/developers/topics/rate-limits#global-rate-limit */
const globalLimit = 50;
const globalWindowMs = 1000;

/** https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans */
const invalidLimit = 10_000;
const invalidWindowMs = 600_000;

const majorNames = ['channel_id', 'guild_id', 'webhook_id', 'webhook_token', 'interaction_id'];

const bucketName = (route: string) => createHash('sha256').update(route).digest('hex').slice(0, 32);

const tooMany = (waitMs: number, scope: 'user' | 'global', headers: Record<string, string>): Answer => ({
  status: 429,
  body: { message: 'You are being rate limited.', retry_after: waitMs / 1000, global: scope === 'global' },
  headers: {
    ...headers,
    'retry-after': String(Math.ceil(waitMs / 1000)),
    'x-ratelimit-scope': scope,
    ...(scope === 'global' && { 'x-ratelimit-global': 'true' }),
  },
});

/** Discord's limits by route, for the whole bot and for invalid requests; `now` in ms since 1970. Interaction endpoints count only by route. */
export const createRateLimits = (now: () => number): RateLimits => {
  const buckets = new Map<string, { used: number; endsAt: number }>();
  let recent: number[] = [];
  let invalid: number[] = [];

  const takeGlobal = (): Answer | undefined => {
    const at = now();
    recent = recent.filter((time) => time > at - globalWindowMs);
    if (recent.length >= globalLimit) return tooMany((recent[0] ?? at) + globalWindowMs - at, 'global', {});
    recent.push(at);
    return undefined;
  };

  const takeBucket = (name: string, key: string, { limit, windowMs }: typeof usual) => {
    const at = now();
    const known = buckets.get(key);
    const bucket = known === undefined || known.endsAt <= at ? { used: 0, endsAt: at + windowMs } : known;
    buckets.set(key, bucket);
    const isOver = bucket.used >= limit;
    if (!isOver) bucket.used += 1;
    const headers = {
      'x-ratelimit-limit': String(limit),
      'x-ratelimit-remaining': String(limit - bucket.used),
      'x-ratelimit-reset': (bucket.endsAt / 1000).toFixed(3),
      'x-ratelimit-reset-after': ((bucket.endsAt - at) / 1000).toFixed(3),
      'x-ratelimit-bucket': bucketName(name),
    };
    return isOver ? { headers, refusal: tooMany(bucket.endsAt - at, 'user', headers) } : { headers };
  };

  return {
    take({ route, params }, method) {
      invalid = invalid.filter((time) => time > now() - invalidWindowMs);
      if (invalid.length >= invalidLimit) {
        return { headers: {}, refusal: { status: 429, body: 'error code: 1015', headers: { 'retry-after': '600' } } };
      }
      const isInteraction = route.auth === 'none';
      const refusal = isInteraction ? undefined : takeGlobal();
      if (refusal !== undefined) return { headers: {}, refusal };
      const name = `${method} ${route.path}`;
      const major = majorNames.map((part) => params[part] ?? '').join(':');
      return takeBucket(name, `${name}:${major}`, table[name] ?? usual);
    },
    count(status) {
      if (status === 401 || status === 403 || status === 429) invalid.push(now());
    },
  };
};
