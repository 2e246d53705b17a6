import { createServer } from 'node:http';
import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Accept } from '../delivery/accept.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import type { JobEngine } from '../queue/job-engine.ts';
import type { Store } from '../store/repositories.ts';
import { createAddressOf } from './address.ts';
import { createAdmit } from './admit.ts';
import { createAnswerBroken } from './broken-request.ts';
import { createCarry, type Answered } from './carry.ts';
import { createGetDelivery } from './get-delivery.ts';
import { createGetReadiness, getHealth } from './health.ts';
import { createGetMetrics } from './metrics.ts';
import { httpLimits, type HttpLimits } from './limits.ts';
import { createPostWebhook } from './post-webhook.ts';
import type { SharedCounter } from './rate-limit.ts';
import { createProblem } from './problem.ts';
import { createRoutes } from './routes.ts';

/** What the receiver needs of the rest of the program. */
export type HttpContext = {
  config: Pick<Config, 'host' | 'port' | 'maxBodyBytes' | 'rateLimit' | 'trustProxy' | 'metricsToken'>;
  clock: Clock;
  log: Logger;
  /** Asked once, at the start: the ids of all requests begin with it. */
  newRequestId(): string;
  /** The application's id; `undefined` while it is not known, which is answered with 503. */
  botId(): string | undefined;
  /** Whether the bot is in this guild and serves it. */
  isServing(guildId: string): Promise<boolean>;
  store: Pick<Store, 'webhooks' | 'keys'>;
  engine: Pick<JobEngine, 'get' | 'settled'>;
  accept: Accept;
  /** Where several receivers count calls together. */
  sharedCounter?: SharedCounter | undefined;
  /** Told of each use of a key; `at` is ms since 1970. */
  keyUsed(id: string, at: number): void;
  /** The reasons why no calls should be sent here; none when ready. */
  readiness(): Promise<string[]>;
  /** Prometheus' text of `GET /metrics`. */
  readMetrics(): Promise<{ contentType: string; text: string }>;
  /** Hears of every answer. */
  answered(answer: Answered): void;
};

/** The receiver. */
export type HttpServer = {
  /** Rejects with AppError `invalid-settings` when the port cannot be had. */
  listen(): Promise<{ port: number }>;
  /** From now on calls are answered with 503, and each connection is closed after its answer. */
  drain(): void;
  /** Stops listening; waits up to `graceMs` for what is being answered, then cuts it. */
  close(graceMs: number): Promise<void>;
};

/** Builds the receiver; nothing listens before `listen`. */
export const createHttpServer = (context: HttpContext, limits: HttpLimits = httpLimits): HttpServer => {
  const { config, clock, log, newRequestId, store } = context;
  const stopping = new AbortController();
  const { carry, nextRequestId, latestOn } = createCarry({
    clock,
    log,
    newRequestId,
    mostHeaders: limits.headers,
    stopping: stopping.signal,
    answered: context.answered,
  });
  const addressOf = createAddressOf(config.trustProxy);
  const admit = createAdmit({ ...context, keys: store.keys, rateLimit: config.rateLimit, addressOf });

  const routes = createRoutes({
    postWebhook: createPostWebhook({ ...context, admit, stopping: stopping.signal }),
    getDelivery: createGetDelivery({ ...context, admit }),
    getHealth,
    getReadiness: createGetReadiness({ ...context, stopping: stopping.signal }),
    getMetrics: createGetMetrics({ ...context, admit }),
    admit,
    carry,
  });

  const server = createServer(
    {
      headersTimeout: limits.headersMs,
      requestTimeout: limits.requestMs,
      connectionsCheckingInterval: limits.checkMs,
      keepAliveTimeout: limits.idleMs,
      maxHeaderSize: limits.headerBytes,
      // Checked in `checkHead`, where the answer gets its request id.
      requireHostHeader: false,
    },
    routes,
  );
  server.maxHeadersCount = limits.headers;
  server.maxConnections = limits.connections;
  server.maxRequestsPerSocket = limits.requestsPerConnection;
  server.on('checkContinue', routes);
  server.on('checkExpectation', routes);

  const answerBroken = createAnswerBroken({
    clock,
    newRequestId: nextRequestId,
    exchangeOn: latestOn,
    answered(request, { status, code }) {
      context.answered({ status, code, ms: 0 });
      log.debug({ request, status, code }, 'answered a broken request');
    },
  });
  server.on('clientError', (error: Error & { code?: string }, socket) => answerBroken(error, socket));
  server.on('connect', (_request, socket) =>
    answerBroken(new Error('CONNECT'), socket, createProblem('invalid-request', 'This is not a proxy.')),
  );

  return {
    listen: () =>
      new Promise((resolve, reject) => {
        server.once('error', (cause: NodeJS.ErrnoException) => {
          const message = `cannot be listened on (${cause.code}): ${config.host}:${config.port}`;
          reject(
            new AppError('invalid-settings', `HOST and PORT ${message}.`, {
              cause,
              faults: [{ path: 'PORT', message }],
            }),
          );
        });
        server.listen(config.port, config.host, () => {
          server.on('error', (error) => log.error({ error }, 'a connection could not be taken'));
          const address = server.address();
          resolve({ port: typeof address === 'object' && address !== null ? address.port : config.port });
        });
      }),
    drain: () => stopping.abort(),
    close: (graceMs) =>
      new Promise((resolve) => {
        stopping.abort();
        const cancel = clock.after(graceMs, () => server.closeAllConnections());
        server.close(() => {
          cancel();
          resolve();
        });
      }),
  };
};
