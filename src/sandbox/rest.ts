import type { IncomingMessage, ServerResponse } from 'node:http';
import { RESTJSONErrorCodes } from 'discord-api-types/v10';
import { systemClock, type Clock } from '../clock.ts';
import { silentLogger, type Logger } from '../logger.ts';
import { replacesAnswer, send, sendFaulty, type Answer } from './answer.ts';
import { createFaults, type FaultEffect, type Faults } from './faults.ts';
import { invalidForm } from './parse-body.ts';
import { createRateLimits, type RateLimits } from './rate-limits.ts';
import { readRequestBody } from './read-request.ts';
import { DiscordFault, type Route } from './route.ts';
import { createRouter, type Match } from './router.ts';
import type { GatewayBot } from './routes/gateway.ts';
import { sandboxRoutes } from './routes/index.ts';
import type { World } from './world.ts';

/** What {@link createRestHandler} needs. `clock` waits for a fault's delay. */
export type RestOptions = {
  world: World;
  /** What `GET /gateway/bot` answers. */
  gatewayBot: () => GatewayBot;
  faults?: Faults;
  /** Endpoints beside those in `routes/index.ts`. */
  routes?: Route[];
  /** `none`: neither headers nor 429. */
  limits?: 'discord' | 'none';
  clock?: Pick<Clock, 'after'>;
  log?: Logger;
};

/** https://docs.discord.com/developers/reference#user-agent */
const discordBot = /^DiscordBot \(\S+, ?\S+\)/;

const versionPrefix = /^\/api(?:\/v(?:9|10))?(?=\/)/;

const faultAnswer = ({ status, code, message, errors }: DiscordFault): Answer => ({
  status,
  body: { message, code, ...(errors !== undefined && { errors }) },
});

const readReason = (request: IncomingMessage) => {
  const header = request.headers['x-audit-log-reason'];
  if (typeof header !== 'string') return undefined;
  let reason: string;
  try {
    reason = decodeURIComponent(header);
  } catch {
    reason = header;
  }
  if (reason.length <= 512) return reason;
  throw new DiscordFault(400, RESTJSONErrorCodes.InvalidFormBodyOrContentType, 'Invalid Form Body', {
    'X-Audit-Log-Reason': {
      _errors: [{ code: 'BASE_TYPE_BAD_LENGTH', message: 'Must be between 0 and 512 in length.' }],
    },
  });
};

const requireSnowflakes = (params: Record<string, string>) => {
  // The first answer of an interaction is reached by this name in place of an id.
  const isOriginal = (value: string) => value === '@original' && Object.hasOwn(params, 'webhook_token');
  const faults = Object.entries(params)
    .filter(([name, value]) => name.endsWith('_id') && !/^\d{1,20}$/.test(value) && !isOriginal(value))
    .map(([name, value]) => ({
      path: [name],
      code: 'NUMBER_TYPE_COERCE',
      message: `Value "${value}" is not snowflake.`,
    }));
  if (faults.length > 0) throw invalidForm(faults);
};

const authorize = (request: IncomingMessage, token: string) => {
  if (request.headers.authorization !== `Bot ${token}`) throw new DiscordFault(401, 0, '401: Unauthorized');
};

/** Discord's REST API over `world`, for `node:http`: serves `/api/v10/…` and `/api/…` and refuses what Discord refuses. */
export const createRestHandler = (
  options: RestOptions,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const {
    world,
    gatewayBot,
    faults = createFaults(),
    limits = 'discord',
    clock = systemClock,
    log = silentLogger,
  } = options;
  const find = createRouter([...sandboxRoutes(gatewayBot), ...(options.routes ?? [])]);
  const rateLimits: RateLimits | undefined = limits === 'discord' ? createRateLimits(() => world.now()) : undefined;

  const carryOut = async (
    { route, params }: Match,
    request: IncomingMessage,
    url: URL,
    path: string,
  ): Promise<Answer> => {
    const auth = route.auth ?? 'bot';
    if (auth === 'bot') authorize(request, world.token);
    requireSnowflakes(params);
    const body = await readRequestBody(request);
    const reason = readReason(request);
    const method = route.method;
    return route.handle({ world, method, path, params, query: url.searchParams, body, auth, reason });
  };

  const answer = async (request: IncomingMessage, url: URL, path: string): Promise<Answer> => {
    const method = request.method ?? 'GET';
    const found = find(method, path);
    if (found === undefined) {
      world.unmodelled.push(`${method} ${path}`);
      log.warn({ method, path }, 'The sandbox does not model this request');
      return { status: 501, body: { message: `The sandbox does not model ${method} ${path}`, code: 0 } };
    }
    if (!discordBot.test(request.headers['user-agent'] ?? '')) {
      const { CloudflareIsBlockingYourRequest } = RESTJSONErrorCodes;
      return { status: 403, body: { message: 'internal network error', code: CloudflareIsBlockingYourRequest } };
    }
    const limit = rateLimits?.take(found, method);
    if (limit?.refusal !== undefined) return limit.refusal;
    const headers = limit?.headers ?? {};
    try {
      return { headers, ...(await carryOut(found, request, url, path)) };
    } catch (error) {
      if (error instanceof DiscordFault && error.status === 501)
        world.unmodelled.push(`${method} ${path}: ${error.message}`);
      if (error instanceof DiscordFault) return { headers, ...faultAnswer(error) };
      log.error({ err: error, method, path }, 'The sandbox failed');
      return { status: 500, body: { message: '500: Internal Server Error', code: 0 } };
    }
  };

  const delay = (ms: number) => new Promise<void>((resolve) => void clock.after(ms, resolve));

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? '/', 'http://sandbox.invalid');
    const path = url.pathname.replace(versionPrefix, '');
    const fault: FaultEffect | undefined = faults.take(request.method ?? 'GET', path);
    if (fault?.delayMs !== undefined) await delay(fault.delayMs);
    const isBefore = fault !== undefined && fault.after !== 'after-effect' && replacesAnswer(fault);
    if (isBefore) request.resume();
    const given: Answer = isBefore ? { status: 503 } : await answer(request, url, path);
    rateLimits?.count(fault?.status ?? given.status);
    if (fault === undefined) send(response, given);
    else sendFaulty(response, fault, given);
  };

  return (request, response) => {
    serve(request, response).catch((error: unknown) => {
      log.error({ err: error }, 'The sandbox could not answer');
      response.destroy();
    });
  };
};
