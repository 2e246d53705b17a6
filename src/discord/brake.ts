import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';
import type { SharedBrake } from '../store/shared-limits.ts';
import { rateLimited } from './rest-errors.ts';
import { retryAfterMs } from './retry-after.ts';
import type { Answer } from './transport.ts';

/** Holds every request of the process, and of those that share it, back when going on would get the bot banned. */
export type Brake = {
  /** Takes a request in (0), or says for how many ms to hold it back. Each one taken in is followed by one `settle`. */
  admit(): number;
  /** Learns what became of a request; `undefined`: there was no answer. */
  settle(answer: Answer | undefined): void;
  /** Sends what was taken in if the other processes' brake allows it too. Rejects with `discord-rate-limited` when it does not. */
  across(send: () => Promise<Answer>): Promise<Answer>;
  /** Invalid requests of the last ten minutes, of all processes as far as is known here, and until when (ms since 1970) everything is held, if it is. */
  health(): { invalidRequests: number; brakedUntil: number | undefined };
};

/** Discord bans an address for 10,000 of these in `windowMs`; this is a twentieth: https://docs.discord.com/developers/topics/rate-limits#invalid-request-limit-aka-cloudflare-bans */
export const invalidRequests = { budget: 500, windowMs: 600_000 };

const { budget, windowMs } = invalidRequests;
/** How long a request waits that others under way might use the budget up for. */
const crowdedMs = 250;
/** From this many refusals in a row on, each doubles the time for which everything is held. */
const patience = 5;
const shortestHoldMs = 1_000;
const longestHoldMs = 300_000;
/** A rate limit that comes from in front of Discord counts as this many in a row. */
const foreignWeight = 9;

const isGlobal = ({ headers, body }: Answer) =>
  headers.has('x-ratelimit-global') ||
  headers.get('x-ratelimit-scope') === 'global' ||
  (typeof body === 'object' && body !== null && 'global' in body && body.global === true);

/** Cloudflare's own 429 knows neither Discord's headers nor its JSON. */
const isForeign = (answer: Answer) => {
  const { headers, body } = answer;
  if (isGlobal(answer) || isDiscordBody(body)) return false;
  return body === undefined || (!headers.has('x-ratelimit-scope') && !headers.has('x-ratelimit-bucket'));
};

const isDiscordBody = (body: unknown) => typeof body === 'object' && body !== null && 'retry_after' in body;

const isInvalid = ({ status, headers }: Answer) =>
  status === 401 || status === 403 || (status === 429 && headers.get('x-ratelimit-scope') !== 'shared');

/** What {@link createBrake} needs; `shared` is what other processes know. */
export type BrakeOptions = { clock: Clock; log: Logger; shared?: SharedBrake | undefined };

/** One brake serves every REST client of the process. */
export const createBrake = ({ clock, log, shared }: BrakeOptions): Brake => {
  let invalidAt: number[] = [];
  let underWay = 0;
  let heldUntil = 0;
  let limitedInARow = 0;
  // After a hold, one request goes ahead of all others to find out whether it is over.
  let probing = false;
  let everywhere = { invalid: 0, at: 0 };

  const countInvalid = () => {
    const since = clock.now() - windowMs;
    if (invalidAt[0] !== undefined && invalidAt[0] <= since) invalidAt = invalidAt.filter((at) => at > since);
    return invalidAt.length;
  };
  const hold = (ms: number, why: string) => {
    probing = true;
    if (clock.now() + ms <= heldUntil) return;
    heldUntil = clock.now() + ms;
    shared?.hold(ms);
    log.warn({ ms, why, invalidRequests: countInvalid() }, 'all requests to Discord are held back');
  };

  const limited = (answer: Answer) => {
    limitedInARow += isForeign(answer) ? foreignWeight : 1;
    const doubled = Math.min(shortestHoldMs * 2 ** (limitedInARow - patience), longestHoldMs);
    const told = retryAfterMs(answer, clock.now()) ?? shortestHoldMs;
    if (isGlobal(answer)) hold(Math.max(told, limitedInARow > patience ? doubled : 0), 'global rate limit');
    else if (isForeign(answer)) hold(Math.max(told, doubled), 'rate limit in front of Discord');
    else if (limitedInARow >= patience) hold(Math.max(told, doubled), 'rate limits everywhere');
  };

  return {
    admit() {
      const now = clock.now();
      if (now < heldUntil) return heldUntil - now;
      const invalid = countInvalid();
      if (invalid >= budget) {
        hold((invalidAt[0] ?? now) + windowMs - now, 'too many invalid requests');
        return heldUntil - now;
      }
      if (invalid + underWay >= budget || (probing && underWay > 0)) return crowdedMs;
      underWay += 1;
      return 0;
    },
    settle(answer) {
      underWay -= 1;
      if (answer === undefined) return;
      if (isInvalid(answer)) invalidAt.push(clock.now());
      if (answer.status === 429) return limited(answer);
      // Without a rate limit nothing stands in the way any longer.
      limitedInARow = 0;
      if (clock.now() >= heldUntil) probing = false;
    },
    async across(send) {
      const entered = await shared?.enter();
      if (entered === undefined) return send();
      if ('waitMs' in entered) {
        heldUntil = Math.max(heldUntil, clock.now() + entered.waitMs);
        throw rateLimited(entered.waitMs);
      }
      everywhere = { invalid: entered.invalid, at: clock.now() };
      let answer: Answer | undefined;
      try {
        answer = await send();
        return answer;
      } finally {
        entered.leave(answer !== undefined && isInvalid(answer));
      }
    },
    health: () => ({
      invalidRequests: Math.max(countInvalid(), clock.now() - everywhere.at < windowMs ? everywhere.invalid : 0),
      brakedUntil: clock.now() < heldUntil ? heldUntil : undefined,
    }),
  };
};
