import { STATUS_CODES } from 'node:http';
import { AppError, type ErrorCode, type Fault } from '../errors.ts';
import { answer, type Exchange } from './exchange.ts';

/** Codes of problems: those of errors, and what only HTTP knows. */
export type ProblemCode = ErrorCode | 'not-ready' | 'expectation-failed';

/** The status and title of every problem. What concerns Discord or a command never ends a request; should it, the fault is ours. */
export const problems: Record<ProblemCode, { status: number; title: string }> = {
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'invalid-request': { status: 400, title: 'The request is not right' },
  unauthorized: { status: 401, title: 'No valid key' },
  'key-not-for-webhook': { status: 403, title: 'The key is not meant for this webhook' },
  'webhook-not-found': { status: 404, title: 'No such webhook' },
  'delivery-not-found': { status: 404, title: 'No such delivery' },
  'route-not-found': { status: 404, title: 'Nothing here' },
  'method-not-allowed': { status: 405, title: 'Method not allowed' },
  'request-timeout': { status: 408, title: 'The request took too long to arrive' },
  'idempotency-key-reused': { status: 409, title: 'The Idempotency-Key was used for another body' },
  'webhook-disabled': { status: 409, title: 'The webhook is disabled' },
  'body-too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The body is of a kind that is not read here' },
  'expectation-failed': { status: 417, title: 'The expectation cannot be met' },
  'rate-limited': { status: 429, title: 'Too many requests' },
  'guild-overloaded': { status: 429, title: 'Too much of this server is waiting' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  internal: { status: 500, title: 'Something went wrong here' },
  'storage-unavailable': { status: 503, title: 'Nothing can be written down now' },
  overloaded: { status: 503, title: 'Too much is waiting' },
  stopping: { status: 503, title: 'The program is stopping' },
  'not-ready': { status: 503, title: 'Not ready' },
  'discord-unavailable': { status: 503, title: 'Discord cannot be reached' },
  'discord-rate-limited': { status: 503, title: 'Discord asks to wait' },
  'discord-refused': { status: 502, title: 'Discord refused' },
  'discord-token-rejected': { status: 503, title: 'Discord rejects the bot token' },
  'invalid-action': { status: 500, title: 'An action is not right' },
  'missing-permission': { status: 500, title: 'A permission is missing' },
  'role-hierarchy': { status: 500, title: 'A role stands too high' },
  'unknown-guild': { status: 500, title: 'No such server' },
  'unknown-channel': { status: 500, title: 'No such channel' },
  'unknown-member': { status: 500, title: 'No such member' },
  'unknown-message': { status: 500, title: 'No such message' },
  'unknown-role': { status: 500, title: 'No such role' },
  'cannot-dm': { status: 500, title: 'The member takes no direct messages' },
  ambiguous: { status: 500, title: 'It may have had its effect' },
  'invalid-settings': { status: 500, title: 'The settings are not right' },
  'name-taken': { status: 409, title: 'The name is taken' },
  'key-not-found': { status: 404, title: 'No such key' },
  'not-allowed': { status: 403, title: 'Not allowed' },
  'too-many': { status: 409, title: 'Too many' },
};

/** RFC 9457: https://www.rfc-editor.org/rfc/rfc9457 */
export type Problem = {
  /** Relative to the address that was asked: `/problems/<code>`; only an identifier, nothing is served there. */
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  errors?: Fault[];
};

/** The media type of every error. */
const problemType = 'application/problem+json; charset=utf-8';

/** A problem's body; `errors` belongs to every 400. */
export const createProblem = (code: ProblemCode, detail: string, faults?: Fault[]): Problem => {
  const { status, title } = problems[code];
  const errors = faults ?? (status === 400 ? [{ path: '', message: detail }] : undefined);
  return { type: `/problems/${code}`, title, status, detail, code, ...(errors && { errors }) };
};

/** The problem that an error is to its caller. What is not an AppError is only a reference for the operator's log. */
export const problemOf = (error: unknown, requestId: string): Problem =>
  error instanceof AppError
    ? createProblem(error.code, error.detail, error.faults)
    : createProblem(
        'internal',
        `Something went wrong here. Whoever runs this program finds the reason in its log under ${requestId}.`,
      );

const retryAfterMs = 5000;

const headersFor = (error: unknown, status: number): string[] => {
  if (status === 401) return ['WWW-Authenticate', 'Bearer realm="guildhook"'];
  if (status !== 429 && status !== 503) return [];
  const ms = error instanceof AppError ? error.retryAfterMs : undefined;
  return ['Retry-After', String(Math.max(1, Math.ceil((ms ?? retryAfterMs) / 1000)))];
};

/** Answers with the problem that `error` is, and gives its status. */
export const answerProblem = (exchange: Exchange, error: unknown, problem = problemOf(error, exchange.requestId)) => {
  exchange.problem = problem.code;
  exchange.headers.push(...headersFor(error, problem.status));
  answer(exchange, { status: problem.status, contentType: problemType, body: JSON.stringify(problem) });
  return problem.status;
};

/** The same over a connection whose request could not be read: a whole HTTP/1.1 answer, after which it is closed. */
export const rawProblem = (problem: Problem, standing: readonly string[]): string => {
  const body = JSON.stringify(problem);
  const headers = [
    ...standing,
    'Content-Type',
    problemType,
    'Content-Length',
    String(Buffer.byteLength(body)),
    'Connection',
    'close',
  ];
  const lines = headers.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${headers[at + 1]}`] : []));
  return [`HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`, ...lines, '', body].join('\r\n');
};
