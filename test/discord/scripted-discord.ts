import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createFakeClock, type FakeClock } from '../fake-clock.ts';
import { createLogger, type Logger } from '../../src/logger.ts';
import { createDiscordRest, type DiscordRest } from '../../src/discord/rest.ts';

/** What the scripted server was asked. */
export type Asked = { method: string; url: string; headers: IncomingMessage['headers']; body: string };

/** Answers one request; `times` counts the requests before it. */
export type Script = (asked: Asked, answer: ServerResponse, times: number) => void;

/** A JSON answer. */
export const json = (answer: ServerResponse, status: number, body: unknown, headers: Record<string, string> = {}) => {
  answer.writeHead(status, { 'content-type': 'application/json', ...headers });
  answer.end(JSON.stringify(body));
};

/** What Discord says when it refuses. */
export const discordError = (code: number, message = 'No') => ({ code, message });

/** A token shaped like a real one, so that leaks of it are found. */
export const token = 'MTE5ODYyMjQ4MzQ3MTkyNTI0OA.Cl2FMQ.ZnCjm1XVW7vRze4b7Cq4se7kKWs-canary';

/** A real HTTP server on loopback that does as `script` says, and a client for it whose clock stands still. */
export const startScripted = async (script: Script) => {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, url, headers, body: Buffer.concat(chunks).toString() };
      asked.push(one);
      script(one, response, asked.length - 1);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('no port');
  const apiUrl = `http://127.0.0.1:${address.port}/api`;
  const clock: FakeClock = createFakeClock();
  const lines: string[] = [];
  const log: Logger = createLogger({
    level: 'trace',
    destination: { write: (line: string) => void lines.push(line) },
  });
  const rest: DiscordRest = createDiscordRest({
    apiUrl,
    token,
    clock,
    log,
    random: () => 0,
    requestsPerSecond: 10_000,
  });
  const stop = async () => {
    await rest.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { apiUrl, asked, clock, log, lines, rest, stop, [Symbol.asyncDispose]: stop };
};
