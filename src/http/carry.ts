import type { Duplex } from 'node:stream';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Logger } from '../logger.ts';
import { isRepeated } from './authenticate.ts';
import { chooseRequestId, type Exchange, type Handler, type RoutedRequest } from './exchange.ts';
import { answerProblem, createProblem } from './problem.ts';

/** One answer that was given: its status, the problem it told of if it did, and how long it took (ms). */
export type Answered = { status: number; code: string | undefined; ms: number };

/** What {@link createCarry} needs. `newRequestId` is asked once: every id begins with it, so that ids cost no randomness. */
export type CarryContext = {
  clock: Pick<Clock, 'now'>;
  log: Logger;
  newRequestId(): string;
  mostHeaders: number;
  stopping: AbortSignal;
  /** Hears of every answer; must not throw. */
  answered(answer: Answered): void;
};

/** Carries requests through their handlers. */
export type Carry = {
  /** Answers with what `handler` does or throws, and writes the log line. */
  carry(handler: Handler, request: RoutedRequest, response: ServerResponse): void;
  nextRequestId(): string;
  /** The latest exchange on a connection. */
  latestOn(socket: Duplex): Exchange | undefined;
};

/** What Node lets through and we do not; of too many headers some of its versions drop the rest in silence. */
const checkHead = (request: IncomingMessage, mostHeaders: number) => {
  if (request.rawHeaders.length / 2 >= mostHeaders) {
    throw new AppError('headers-too-large', `There must be fewer than ${mostHeaders} headers.`);
  }
  const lacksHost = request.headers.host === undefined && request.httpVersion !== '1.0';
  if (lacksHost || isRepeated(request, 'host')) {
    throw new AppError('invalid-request', 'The request must have one Host header.');
  }
};

const refuseExpectation: Handler = async (exchange) => {
  answerProblem(
    exchange,
    undefined,
    createProblem('expectation-failed', 'Only "Expect: 100-continue" can be met; leave the header out.'),
  );
};

/** Whether the caller expects something else than to be told to go on. */
const expectsMore = ({ headers: { expect } }: IncomingMessage) =>
  expect !== undefined && expect.toLowerCase() !== '100-continue';

/** Builds {@link Carry}. Secrets stand in headers, bodies and addresses, so none of these is ever logged. */
export const createCarry = (context: CarryContext): Carry => {
  const { clock, log, newRequestId, mostHeaders, stopping } = context;
  const start = newRequestId();
  let requests = 0;
  const nextRequestId = () => `${start}-${(requests += 1).toString(36)}`;
  const latest = new WeakMap<Duplex, Exchange>();

  const settle = async (exchange: Exchange, handler: Handler) => {
    const { request, response, requestId } = exchange;
    const startedAt = clock.now();
    try {
      checkHead(request, mostHeaders);
      await (expectsMore(request) ? refuseExpectation(exchange) : handler(exchange));
    } catch (error) {
      const status = answerProblem(exchange, error);
      if (status === 500) log.error({ request: requestId, ...exchange.about, error }, 'a request failed');
    }
    const { statusCode: status } = response;
    context.answered({ status, code: exchange.problem, ms: clock.now() - startedAt });
    const fields = { request: requestId, ...exchange.about, method: request.method, status, code: exchange.problem };
    if (status >= 500) log.info(fields, 'answered');
    else log.debug(fields, 'answered');
  };

  return {
    carry(handler, request, response) {
      const exchange: Exchange = {
        request,
        response,
        requestId: chooseRequestId(request, nextRequestId),
        headers: [],
        stopping,
        about: {},
        problem: undefined,
      };
      latest.set(request.socket, exchange);
      void settle(exchange, handler);
    },
    nextRequestId,
    latestOn: (socket) => latest.get(socket),
  };
};
