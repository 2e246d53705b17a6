import { REST, RequestMethod } from '@discordjs/rest';
import type { Method } from '../actions/doors.ts';
import type { Clock } from '../clock.ts';
import type { Json } from '../domain/json.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { SharedPlaces } from '../store/shared-limits.ts';
import { createBrake, type Brake } from './brake.ts';
import { createOutages } from './outages.ts';
import { createPace } from './pace.ts';
import { createRefusals } from './refusals.ts';
import { errorOf, withoutEffect } from './rest-errors.ts';
import { createRestPolicy, isAnswer } from './rest-policy.ts';
import { auditLogReason, carriesOwnToken, routeOf } from './route.ts';
import { createTokenLatch } from './token-latch.ts';
import { createTransport } from './transport.ts';
import { waitOut } from './wait-out.ts';

/** One call: `path` is a list of segments below the API's base; `auth` false sends no bot token. */
export type RestCall = {
  method: Method;
  path: string[];
  body?: Json | undefined;
  query?: Record<string, string> | undefined;
  reason?: string | undefined;
  signal?: AbortSignal | undefined;
  auth?: boolean | undefined;
};

/** Discord's REST API under Guildhook's own policy: `docs` in `rest-policy.ts`. */
export type DiscordRest = {
  /**
   * Gives the answer's JSON, `undefined` for an empty one. Nothing is sent a second time but what Discord's rate limit
   * turned away. Rejects with an AppError, which never holds a token, an address or a body.
   */
  request(call: RestCall): Promise<unknown>;
  /** Forgets which routes Discord keeps refusing; to be called when permissions may have changed. */
  reconsider(): void;
  health(): { invalidRequests: number; brakedUntil: number | undefined; tokenRejected: boolean };
  /** Calls off what is under way. */
  close(): Promise<void>;
};

/** What {@link createDiscordRest} needs. `brake` is shared with other clients of the process. */
export type DiscordRestOptions = {
  apiUrl: string;
  token: string;
  clock: Clock;
  log: Logger;
  /** A number from 0 up to 1, for jitter. */
  random: () => number;
  requestsPerSecond?: number;
  brake?: Brake;
  /** The places of all processes together, as many as `requestsPerSecond`. */
  sharedPlaces?: SharedPlaces | undefined;
};

const methods: Record<Method, RequestMethod> = {
  GET: RequestMethod.Get,
  POST: RequestMethod.Post,
  PUT: RequestMethod.Put,
  PATCH: RequestMethod.Patch,
  DELETE: RequestMethod.Delete,
};

/** Time (ms) from sending a request to the last byte of its answer. */
const deadlineMs = 15_000;

/** A signal for one request: the library never takes its listeners off, so that a caller's own would collect them. */
const linkTo = (signal: AbortSignal | undefined): { signal: AbortSignal; release: () => void } => {
  const own = new AbortController();
  const stop = () => own.abort(signal?.reason);
  if (signal?.aborted) stop();
  signal?.addEventListener('abort', stop, { once: true });
  return { signal: own.signal, release: () => signal?.removeEventListener('abort', stop) };
};

/** Builds the client that every request about guilds goes through. */
export const createDiscordRest = ({
  apiUrl,
  token,
  clock,
  log,
  random,
  requestsPerSecond = 50,
  brake = createBrake({ clock, log }),
  sharedPlaces,
}: DiscordRestOptions): DiscordRest => {
  const transport = createTransport({ clock, deadlineMs });
  const refusals = createRefusals({ clock });
  const latch = createTokenLatch({ clock, log, probe: () => policy.statusOf(`${apiUrl}/v10/users/@me`, token) });
  const policy = createRestPolicy({
    transport,
    brake,
    latch,
    refusals,
    outages: createOutages({ clock }),
    pace: createPace({ perSecond: requestsPerSecond, clock, shared: sharedPlaces }),
    clock,
  });

  // The library keeps the books on Discord's rate limit buckets, and nothing else: see `rest-policy.ts`.
  const library = new REST({
    version: '10',
    api: apiUrl,
    retries: 0,
    timeout: 2_147_483_647,
    globalRequestsPerSecond: Infinity,
    rejectOnRateLimit: () => true,
    offset: 0,
    makeRequest: policy.makeRequest,
  }).setToken(token);

  const send = async ({ method, path, body, query, reason, signal, auth }: RestCall): Promise<unknown> => {
    const withToken = auth ?? !carriesOwnToken(path);
    const rejected = withToken ? latch.error() : undefined;
    if (rejected !== undefined) throw rejected;
    const call = linkTo(signal);
    const pending = library.request({
      method: methods[method],
      fullRoute: routeOf(path),
      auth: withToken,
      ...(body !== undefined && { body }),
      ...(query !== undefined && { query: new URLSearchParams(query) }),
      ...(reason !== undefined && { reason: auditLogReason(reason) }),
      signal: call.signal,
    });
    const answer = await pending.finally(call.release);
    if (!isAnswer(answer)) throw new AppError('internal', 'The REST library gave back something else than an answer.');
    const error = errorOf(answer, clock.now());
    if (error !== undefined) throw error;
    return answer.body;
  };

  return {
    async request(call) {
      try {
        return await waitOut({ attempt: () => send(call), signal: call.signal, clock, random });
      } catch (error) {
        // Whatever became of a question, it changed nothing.
        throw call.method === 'GET' && error instanceof AppError ? withoutEffect(error) : error;
      }
    },
    reconsider: refusals.forget,
    health: () => ({ ...brake.health(), tokenRejected: latch.rejected() }),
    async close() {
      latch.stop();
      library.clearHashSweeper();
      library.clearHandlerSweeper();
      await transport.close();
    },
  };
};
