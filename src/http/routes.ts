import { Router } from 'express';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { AppError } from '../errors.ts';
import type { Admit } from './admit.ts';
import type { Exchange, Handler, RoutedRequest } from './exchange.ts';

/** What answers each route, and what {@link createRoutes} needs beside. */
export type RoutesContext = {
  postWebhook: Handler;
  getDelivery: Handler;
  getHealth: Handler;
  getReadiness: Handler;
  getMetrics: Handler;
  admit: Pick<Admit, 'stranger'>;
  /** Carries one request through its handler, whatever that throws. */
  carry(handler: Handler, request: RoutedRequest, response: ServerResponse): void;
};

const refuseMethod =
  (admit: RoutesContext['admit'], allowed: string): Handler =>
  async (exchange: Exchange) => {
    exchange.headers.push('Allow', allowed);
    await admit.stranger(exchange);
    throw new AppError('method-not-allowed', `Only ${allowed} is possible here.`);
  };

/** The same for every address at which there is nothing. */
export const routeNotFound = (): AppError =>
  new AppError('route-not-found', 'Calls go to POST /webhook/{bot_id}/{event_id}.');

const refuseRoute =
  (admit: RoutesContext['admit']): Handler =>
  async (exchange) => {
    await admit.stranger(exchange);
    throw routeNotFound();
  };

const refuseAddress =
  (admit: RoutesContext['admit'], error: unknown): Handler =>
  async (exchange) => {
    await admit.stranger(exchange);
    throw error instanceof URIError ? new AppError('invalid-request', 'The address is not encoded correctly.') : error;
  };

/** The last route answers whatever comes to it, so that nothing is ever left over. */
const unrouted = () => undefined;

/**
 * All routes. Express' router alone, over the requests of node:http: its application would change the prototype of every
 * request and response, which was measured to cost a tenth of a whole call, and nothing here uses what it adds.
 */
export const createRoutes = (
  context: RoutesContext,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const { postWebhook, getDelivery, getHealth, getReadiness, getMetrics, admit, carry } = context;
  const run = (handler: Handler) => (request: RoutedRequest, response: ServerResponse) =>
    carry(handler, request, response);
  const only = (allowed: string) => run(refuseMethod(admit, allowed));

  const router = Router({ caseSensitive: true });
  router.post('/webhook/:botId/:eventId', run(postWebhook)).all('/webhook/:botId/:eventId', only('POST'));
  router.get('/deliveries/:id', run(getDelivery)).all('/deliveries/:id', only('GET, HEAD'));
  router.get('/healthz', run(getHealth)).all('/healthz', only('GET, HEAD'));
  router.get('/readyz', run(getReadiness)).all('/readyz', only('GET, HEAD'));
  router.get('/metrics', run(getMetrics)).all('/metrics', only('GET, HEAD'));
  router.use(run(refuseRoute(admit)));
  router.use((error: unknown, request: RoutedRequest, response: ServerResponse, _next: unknown) =>
    carry(refuseAddress(admit, error), request, response),
  );

  return (request, response) => void Reflect.apply(router, undefined, [request, response, unrouted]);
};
