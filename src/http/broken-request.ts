import type { Duplex } from 'node:stream';
import type { Clock } from '../clock.ts';
import { standingHeaders, type Exchange } from './exchange.ts';
import { createProblem, rawProblem, type Problem } from './problem.ts';

/** How long a closed connection may still send, so that its caller can read the answer before it is cut. */
const lingerMs = 1000;

const explanations: Record<string, Problem> = {
  ERR_HTTP_REQUEST_TIMEOUT: createProblem('request-timeout', 'The request did not arrive in time. Send it at once.'),
  HPE_HEADER_OVERFLOW: createProblem('headers-too-large', 'The headers must be at most 16 KiB in all.'),
  HPE_CHUNK_EXTENSIONS_OVERFLOW: createProblem('body-too-large', 'The extensions of the chunks are too large.'),
};

/** By Node's code: https://nodejs.org/api/http.html#event-clienterror */
const explain = (code = ''): Problem =>
  explanations[code] ?? createProblem('invalid-request', 'This is not a correct HTTP/1.1 request.');

/** What {@link createAnswerBroken} needs. `exchangeOn` is the latest on a connection. */
export type BrokenRequestContext = {
  clock: Pick<Clock, 'after'>;
  newRequestId(): string;
  exchangeOn(socket: Duplex): Exchange | undefined;
  /** Told of each answer, for the log. */
  answered(requestId: string, problem: Problem): void;
};

/** Answers requests that cannot be read to their end (`clientError` of node:http), then closes their connection. */
export const createAnswerBroken = ({ clock, newRequestId, exchangeOn, answered }: BrokenRequestContext) => {
  const ending = new WeakSet<Duplex>();

  const end = (socket: Duplex, text: string) => {
    socket.end(text);
    const cancel = clock.after(lingerMs, () => socket.destroy());
    socket.once('close', cancel);
  };

  return (error: Error & { code?: string }, socket: Duplex, problem = explain(error.code)): void => {
    if (ending.has(socket)) return;
    ending.add(socket);
    if (!socket.writable || error.code === 'ECONNRESET') {
      socket.destroy();
      return;
    }
    const latest = exchangeOn(socket);
    const isPending = latest !== undefined && !latest.response.writableFinished;
    if (isPending && latest.request.complete) {
      // What is broken came after a whole request, whose answer goes first and is the last one.
      latest.response.shouldKeepAlive = false;
      latest.response.once('close', () => end(socket, ''));
      return;
    }
    const requestId = isPending ? latest.requestId : newRequestId();
    answered(requestId, problem);
    end(socket, rawProblem(problem, [...standingHeaders, 'X-Request-Id', requestId]));
  };
};
