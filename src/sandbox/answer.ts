import type { ServerResponse } from 'node:http';
import type { FaultEffect } from './faults.ts';

/** An answer on its way out. `body` is sent as JSON, or as it is when it is a text. */
export type Answer = { status: number; body?: unknown; headers?: Record<string, string> };

const encode = ({ body, headers }: Answer) => {
  if (body === undefined) return { bytes: Buffer.alloc(0), headers: { ...headers } };
  const isText = typeof body === 'string';
  return {
    bytes: Buffer.from(isText ? body : JSON.stringify(body)),
    headers: { 'content-type': isText ? 'text/html; charset=UTF-8' : 'application/json', ...headers },
  };
};

/** Sends an answer; one without a body carries no content type. */
export const send = (response: ServerResponse, answer: Answer): void => {
  const { bytes, headers } = encode(answer);
  if (answer.status === 204) response.writeHead(204, headers).end();
  else response.writeHead(answer.status, { ...headers, 'content-length': bytes.length }).end(bytes);
};

const page = (status: number) =>
  `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>Error ${status}</h1><p>cloudflare</p></body></html>`;

/** Sends `answer` as `fault` would have it, or does not. */
export const sendFaulty = (response: ServerResponse, fault: FaultEffect, answer: Answer): void => {
  if (fault.hang === true) return;
  if (fault.reset === true) {
    response.socket?.resetAndDestroy();
    return;
  }
  if (fault.redirect !== undefined) {
    send(response, { status: 302, headers: { location: fault.redirect } });
    return;
  }
  if (fault.html !== undefined) {
    send(response, { status: fault.html, body: page(fault.html), headers: { ...fault.headers } });
    return;
  }
  const shown: Answer =
    fault.status === undefined
      ? { ...answer, headers: { ...answer.headers, ...fault.headers } }
      : { status: fault.status, body: fault.body, headers: { ...fault.headers } };
  if (fault.hangBody !== true && fault.truncated !== true) {
    send(response, shown);
    return;
  }
  const { bytes, headers } = encode(shown.body === undefined ? { ...shown, body: { message: 'cut off' } } : shown);
  response.writeHead(shown.status === 204 ? 200 : shown.status, { ...headers, 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => {
    if (fault.truncated === true) response.destroy();
  });
};

/** Whether a fault of `before-effect` keeps the request from being carried out, and is not only a delay. */
export const replacesAnswer = ({ status, reset, hang, html, redirect }: FaultEffect): boolean =>
  status !== undefined || reset === true || hang === true || html !== undefined || redirect !== undefined;
