import express, { type Express, type NextFunction, type Request, type Response } from 'express';
import { AppError } from '../errors.ts';
import type { Admit } from './admit.ts';
import type { Exchange, Handler } from './exchange.ts';

/** What answers each route, and what `createExpressApp` needs beside. */
export type RoutesContext = {
  postWebhook: Handler;
  getDelivery: Handler;
  getHealth: Handler;
  getReadiness: Handler;
  admit: Pick<Admit, 'stranger'>;
  /** Express' `trust proxy`. */
  trustProxy: boolean | number | string;
  /** Carries one request through its handler, whatever that throws. */
  carry(handler: Handler, request: Request, response: Response): void;
};

const refuseMethod =
  (admit: RoutesContext['admit'], allowed: string): Handler =>
  async (exchange: Exchange) => {
    exchange.headers.push('Allow', allowed);
    await admit.stranger(exchange);
    throw new AppError('method-not-allowed', `Only ${allowed} is possible here.`);
  };

const isBadAddress = (error: unknown) => error instanceof URIError;

/**
 * All routes, the busiest first.
 * @throws AppError `invalid-settings` when `trustProxy` is not what Express understands.
 */
export const createExpressApp = (context: RoutesContext): Express => {
  const { postWebhook, getDelivery, getHealth, getReadiness, admit, trustProxy, carry } = context;
  const app = express();
  app.disable('etag').disable('x-powered-by').enable('case sensitive routing');
  try {
    app.set('trust proxy', trustProxy);
  } catch (cause) {
    const message = 'must be on, off, a number of proxies, or their addresses separated by commas';
    throw new AppError('invalid-settings', `TRUST_PROXY ${message}.`, {
      cause,
      faults: [{ path: 'TRUST_PROXY', message }],
    });
  }
  const run = (handler: Handler) => (request: Request, response: Response) => carry(handler, request, response);
  const only = (allowed: string) => run(refuseMethod(admit, allowed));

  app.post('/webhook/:botId/:eventId', run(postWebhook)).all('/webhook/:botId/:eventId', only('POST'));
  app.get('/deliveries/:id', run(getDelivery)).all('/deliveries/:id', only('GET, HEAD'));
  app.get('/healthz', run(getHealth)).all('/healthz', only('GET, HEAD'));
  app.get('/readyz', run(getReadiness)).all('/readyz', only('GET, HEAD'));
  app.use(
    run(async (exchange) => {
      await admit.stranger(exchange);
      throw new AppError('route-not-found', 'Calls go to POST /webhook/{bot_id}/{event_id}.');
    }),
  );
  app.use((error: unknown, request: Request, response: Response, _next: NextFunction) =>
    carry(
      async (exchange) => {
        await admit.stranger(exchange);
        throw isBadAddress(error) ? new AppError('invalid-request', 'The address is not encoded correctly.') : error;
      },
      request,
      response,
    ),
  );
  return app;
};
