import type { IncomingMessage, ServerResponse } from 'node:http';

/** A request once its route is known: the decoded values of the route's parameters. */
export type RoutedRequest = IncomingMessage & { params: Record<string, string> };

/** One request and the answer to it. */
export type Exchange = {
  request: RoutedRequest;
  response: ServerResponse;
  /** Stands in `X-Request-Id` and in every log line; the caller's own when it sent a sane one. */
  requestId: string;
  /** What the answer carries beside the standing headers: names and values by turns. */
  headers: string[];
  /** Aborted once the program stops: the answer is then the last on its connection. */
  stopping: AbortSignal;
  /** What the log line tells beside: ids, as they become known. `key` is the public id of a key, never the key. */
  about: { key?: string; guild?: string; webhook?: string; delivery?: string };
  /** The code of the problem that was answered. */
  problem: string | undefined;
};

/** Answers one route. What it throws becomes a problem. */
export type Handler = (exchange: Exchange) => Promise<void>;

/** A body that is not read to its end is thrown away up to this many bytes, so that the answer arrives; then the connection is cut. */
const mostThrownAway = 1_048_576;

/** Headers of every answer: nothing here is a page, and nothing may be kept by a cache. */
export const standingHeaders = [
  'X-Content-Type-Options',
  'nosniff',
  'Cache-Control',
  'no-store',
  'Content-Security-Policy',
  "default-src 'none'; frame-ancestors 'none'",
];

const isSane = (text: string) => /^[\w.:-]{1,128}$/.test(text);

/** The request id that the caller chose, when it may stand in a header and a log; otherwise a new one. */
export const chooseRequestId = (request: IncomingMessage, newRequestId: () => string): string => {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && isSane(given) ? given : newRequestId();
};

const throwAway = (request: IncomingMessage) => {
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > mostThrownAway) request.socket.destroy();
  });
};

/** What goes over the wire. */
export type Answer = { status: number; contentType: string; body: string };

/** Sends the answer, unless the caller is gone. */
export const answer = (exchange: Exchange, { status, contentType, body }: Answer): void => {
  const { request, response, requestId, headers, stopping } = exchange;
  if (response.headersSent || response.destroyed) return;
  if (stopping.aborted) response.shouldKeepAlive = false;
  if (!request.complete) throwAway(request);
  response.writeHead(status, [
    ...standingHeaders,
    'Content-Type',
    contentType,
    'Content-Length',
    String(Buffer.byteLength(body)),
    'X-Request-Id',
    requestId,
    ...headers,
  ]);
  response.end(body);
};

/** Sends `value` as JSON. */
export const answerJson = (exchange: Exchange, status: number, value: unknown): void =>
  answer(exchange, { status, contentType: 'application/json; charset=utf-8', body: JSON.stringify(value) });
