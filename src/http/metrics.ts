import { hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { sameDigest } from '../domain/key-text.ts';
import { AppError } from '../errors.ts';
import type { Admit } from './admit.ts';
import { isRepeated } from './authenticate.ts';
import { answer, type Handler } from './exchange.ts';
import { routeNotFound } from './routes.ts';

/** What {@link createGetMetrics} needs; `readMetrics` gives them as text. */
export type MetricsRoute = {
  config: { metricsToken: string | undefined };
  admit: Pick<Admit, 'stranger'>;
  readMetrics(): Promise<{ contentType: string; text: string }>;
};

const digestOf = (text: string) => hash('sha256', text);

const isLoopback = (address: string) => /^(::1$|(::ffff:)?127\.)/.test(address);
const tellsOfProxy = (header: string) =>
  /^(forwarded$|via$|x-forwarded-|x-real-ip$)|(client|connecting)-ip$/.test(header);

/** Whether the connection itself comes from this machine and nothing says that it was passed on, whatever TRUST_PROXY believes. */
export const isFromHere = ({
  socket,
  headers,
}: Pick<IncomingMessage, 'headers'> & { socket: { remoteAddress?: string | undefined } }): boolean =>
  isLoopback(socket.remoteAddress ?? '') && !Object.keys(headers).some(tellsOfProxy);

/**
 * `GET /metrics`: for whoever sends `METRICS_TOKEN` as bearer token; without such a setting for this machine alone, and to
 * everybody else there is nothing at this address.
 */
export const createGetMetrics = ({ config: { metricsToken }, admit, readMetrics }: MetricsRoute): Handler => {
  const wanted = metricsToken === undefined ? undefined : digestOf(metricsToken);

  const hasToken = (request: IncomingMessage) => {
    const [, given] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? [];
    const isSame = sameDigest(digestOf(given ?? ''), wanted ?? '');
    return given !== undefined && isSame && !isRepeated(request, 'authorization');
  };

  return async (exchange) => {
    if (wanted === undefined && !isFromHere(exchange.request)) {
      await admit.stranger(exchange);
      throw routeNotFound();
    }
    if (wanted !== undefined && !hasToken(exchange.request)) {
      await admit.stranger(exchange);
      throw new AppError('unauthorized', 'Send the METRICS_TOKEN of this program as "Authorization: Bearer <token>".');
    }
    const { contentType, text } = await readMetrics();
    answer(exchange, { status: 200, contentType, body: text });
  };
};
