import { Agent, request } from 'undici';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';

/** What came back: the body is parsed JSON, or `undefined` when empty or not JSON (`isJson` tells). */
export type Answer = { status: number; headers: Headers; body: unknown; isJson: boolean };

/** One request as it goes out. */
export type Outgoing = {
  method: string;
  headers: Record<string, string>;
  body: string | Uint8Array | null;
  signal?: AbortSignal | undefined;
};

/** Sends requests and reads whole answers. */
export type Transport = {
  /**
   * Rejects with `discord-unavailable` when there is no whole answer within the deadline, and with `stopping` (or the
   * signal's own AppError) when it was called off. Redirects are not followed: their 3xx is the answer.
   */
  send(url: string, outgoing: Outgoing): Promise<Answer>;
  /** Calls off what is under way and closes every connection. */
  close(): Promise<void>;
};

/** Largest answer that is read, in bytes. */
const maxResponseBytes = 16 * 1024 * 1024;

const parseJson = (text: string): { body: unknown; isJson: boolean } => {
  try {
    return { body: JSON.parse(text), isJson: true };
  } catch {
    return { body: undefined, isJson: false };
  }
};

/** Why a request that was called off ended; `effectUnknown` when it had been sent already. */
export const calledOff = (signal: AbortSignal, effectUnknown = false): AppError =>
  signal.reason instanceof AppError
    ? signal.reason
    : new AppError('stopping', 'This was called off because Guildhook is stopping; it goes on at the next start.', {
        effectUnknown,
      });

/** With these nothing was sent yet. */
const notConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** Nothing else of the error is kept, since it may hold what was sent. */
const causeOf = (error: unknown): Error =>
  new Error(`${error instanceof Error ? error.name : typeof error} (${codeOf(error) ?? 'no code'})`);

/** An HTTP client with its own kept-alive connections; `deadlineMs` bounds a request from start to the body's last byte. */
export const createTransport = ({ clock, deadlineMs }: { clock: Clock; deadlineMs: number }): Transport => {
  // HTTP/1.1 alone: one slow answer never holds up another, and a lost connection loses one request.
  const agent = new Agent({
    allowH2: false,
    headersTimeout: 0,
    bodyTimeout: 0,
    connectTimeout: deadlineMs,
    keepAliveTimeout: 30_000,
    maxResponseSize: maxResponseBytes,
  });
  const underWay = new Set<AbortController>();
  let closed = false;

  const readAnswer = async (url: string, { method, headers, body }: Outgoing, signal: AbortSignal): Promise<Answer> => {
    const response = await request(url, { dispatcher: agent, method, headers, body, signal });
    const text = await response.body.text();
    const flat = new Headers();
    for (const [name, value] of Object.entries(response.headers)) {
      for (const one of Array.isArray(value) ? value : [value ?? '']) flat.append(name, one);
    }
    const claimsJson = /\bjson\b/i.test(flat.get('content-type') ?? '');
    const parsed = claimsJson && text !== '' ? parseJson(text) : { body: undefined, isJson: text === '' };
    return { status: response.statusCode, headers: flat, ...parsed };
  };

  return {
    async send(url, outgoing) {
      const { signal } = outgoing;
      if (signal?.aborted) throw calledOff(signal);
      const stop = new AbortController();
      if (closed) throw calledOff(stop.signal);
      const callOff = () => stop.abort();
      signal?.addEventListener('abort', callOff, { once: true });
      underWay.add(stop);
      let late = false;
      const disarm = clock.after(deadlineMs, () => {
        late = true;
        stop.abort();
      });
      try {
        return await readAnswer(url, outgoing, stop.signal);
      } catch (error) {
        if (signal?.aborted) throw calledOff(signal, true);
        if (closed) throw calledOff(stop.signal, true);
        throw new AppError(
          'discord-unavailable',
          late
            ? `Discord did not answer within ${deadlineMs / 1_000} seconds.`
            : 'Discord could not be reached, or the connection broke before its whole answer was here.',
          { cause: causeOf(error), effectUnknown: !notConnected.has(codeOf(error) ?? '') },
        );
      } finally {
        disarm();
        underWay.delete(stop);
        signal?.removeEventListener('abort', callOff);
      }
    },
    async close() {
      closed = true;
      for (const stop of underWay) stop.abort();
      await agent.destroy();
    },
  };
};
