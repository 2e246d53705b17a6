import { DefaultUserAgent, type ResponseLike, type RESTOptions } from '@discordjs/rest';
import { LRUCache } from 'lru-cache';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Brake } from './brake.ts';
import { createGuardedSend, outgoingOf } from './guarded-send.ts';
import type { Outages } from './outages.ts';
import type { Pace } from './pace.ts';
import type { Refusals } from './refusals.ts';
import { rateLimited } from './rest-errors.ts';
import { retryAfterMs } from './retry-after.ts';
import type { TokenLatch } from './token-latch.ts';
import type { Answer, Transport } from './transport.ts';

/** The parts of the policy towards Discord's REST API. */
export type RestPolicyParts = {
  transport: Transport;
  brake: Brake;
  latch: TokenLatch;
  refusals: Refusals;
  outages: Outages;
  pace: Pace;
  clock: Clock;
};

/** What the REST library is given instead of its own way to send. */
export type RestPolicy = {
  makeRequest: RESTOptions['makeRequest'];
  /** The status that a bare `GET` with the token comes back with; `undefined` when there is no answer or it may not be sent now. */
  statusOf(url: string, token: string): Promise<number | undefined>;
};

const answers = new WeakSet();

/** Whether `value` is what {@link RestPolicy.makeRequest} answered. */
export const isAnswer = (value: unknown): value is Answer =>
  typeof value === 'object' && value !== null && answers.has(value);

const bucketHeaders = ['limit', 'remaining', 'reset-after', 'bucket'].map((name) => `x-ratelimit-${name}`);

/**
 * The answer as the library is told it: always a success, so that it neither repeats nor forgets the token, with what
 * it needs to keep the books on buckets. The true answer is its JSON.
 */
const asBookEntry = (answer: Answer, limitedMs: number | undefined): ResponseLike => {
  answers.add(answer);
  const headers = new Headers({ 'content-type': 'application/json' });
  if (limitedMs !== undefined && limitedMs <= longestToldMs) {
    headers.set('x-ratelimit-remaining', '0');
    headers.set('x-ratelimit-reset-after', String(limitedMs / 1_000));
  } else if (limitedMs === undefined) {
    for (const name of bucketHeaders) {
      const value = answer.headers.get(name);
      if (value !== null) headers.set(name, value);
    }
  }
  return {
    ok: true,
    status: 200,
    statusText: 'OK',
    headers,
    body: null,
    bodyUsed: true,
    json: () => Promise.resolve(answer),
    text: () => Promise.resolve(''),
    arrayBuffer: () => Promise.resolve(new ArrayBuffer(0)),
  };
};

const defaultLimitMs = 1_000;
const shortestLimitMs = 100;
const longestLimitMs = 300_000;
/** The library sleeps a timer for each request that it turns away, as long as it is told; longer waits are kept here. */
const longestToldMs = 5_000;
const rememberedRoutes = 5_000;

/**
 * The policy: every request passes the brake and, if Discord's global limit counts it, the pace; nothing is repeated
 * here; what an answer means is decided by its caller. A route limited several times in a row is left alone for longer
 * each time, whatever the answer says.
 */
export const createRestPolicy = (parts: RestPolicyParts): RestPolicy => {
  const { transport, brake, latch, refusals, outages, pace, clock } = parts;
  const limitedInARow = new LRUCache<string, number>({ max: rememberedRoutes });
  const heldUntil = new LRUCache<string, number>({ max: rememberedRoutes });

  const sendThroughBrake = createGuardedSend({ transport, brake });

  const limitOf = (route: string, answer: Answer): number | undefined => {
    if (answer.status !== 429) return void limitedInARow.delete(route);
    const times = (limitedInARow.get(route) ?? 0) + 1;
    limitedInARow.set(route, times);
    const heldMs = (brake.health().brakedUntil ?? 0) - clock.now();
    const told = Math.max(retryAfterMs(answer, clock.now()) ?? defaultLimitMs, heldMs);
    const ms = Math.max(told, shortestLimitMs, Math.min(told * 2 ** (times - 1), longestLimitMs));
    answer.headers.set('retry-after', String(ms / 1_000));
    if (ms > longestToldMs) heldUntil.set(route, clock.now() + ms);
    return ms;
  };

  const notingOutages = async (route: string, send: () => Promise<Answer>): Promise<Answer> => {
    try {
      const answer = await send();
      outages.note(route, answer.status >= 500);
      return answer;
    } catch (error) {
      if (error instanceof AppError && error.code === 'discord-unavailable') outages.note(route, true);
      throw error;
    }
  };

  return {
    async makeRequest(url, init) {
      const outgoing = await outgoingOf(init);
      const route = `${outgoing.method} ${new URL(url).pathname}`;
      const recalled = refusals.recall(route);
      if (recalled !== undefined) return asBookEntry(recalled, undefined);
      const down = outages.error(route);
      if (down !== undefined) throw down;
      const { brakedUntil } = brake.health();
      if (brakedUntil !== undefined) throw rateLimited(brakedUntil - clock.now());
      const routeHeldMs = (heldUntil.get(route) ?? 0) - clock.now();
      if (routeHeldMs > 0) throw rateLimited(routeHeldMs);
      const withToken = outgoing.headers['Authorization'] !== undefined;
      const send = () => sendThroughBrake(url, outgoing);
      const answer = await notingOutages(route, () => (withToken ? pace.run(send, outgoing.signal) : send()));
      if (withToken) latch.note(answer.status);
      refusals.note(route, answer);
      return asBookEntry(answer, limitOf(route, answer));
    },
    async statusOf(url, token) {
      const headers = { authorization: `Bot ${token}`, 'user-agent': DefaultUserAgent };
      return sendThroughBrake(url, { method: 'GET', headers, body: null }).then(
        ({ status }) => status,
        () => undefined,
      );
    },
  };
};
