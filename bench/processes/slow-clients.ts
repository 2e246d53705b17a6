// Callers that keep connections busy: headers that never end, bodies that come byte by byte, answers that nobody reads.
import { connect, type Socket } from 'node:net';
import { z } from 'zod';
import { serveParent } from './answers.ts';

const env = z
  .object({ SLOW_URL: z.string(), SLOW_KEY: z.string(), SLOW_CONNECTIONS: z.coerce.number() })
  .parse(process.env);

const { hostname, port, pathname } = new URL(env.SLOW_URL);
const everyMs = 2_000;
/** So many requests whose answers are not read. */
const unread = 200;

const head = [`POST ${pathname} HTTP/1.1`, `Host: ${hostname}`, `Authorization: ${env.SLOW_KEY}`, ''].join('\r\n');
const kinds: ((socket: Socket) => string)[] = [
  (socket) => {
    socket.write(head);
    return 'X-Slow: 1\r\n';
  },
  (socket) => {
    socket.write(`${head}Content-Type: application/json\r\nContent-Length: 100000\r\n\r\n{"variables":[`);
    return ' ';
  },
  (socket) => {
    socket.pause();
    socket.write(`GET /healthz HTTP/1.1\r\nHost: ${hostname}\r\n\r\n`.repeat(unread));
    return '';
  },
];

const open = new Set<Socket>();
let opened = 0;
let closed = 0;
let stopping = false;

/** Opens a connection, and another one when it is closed. */
const attack = (kind: number) => {
  if (stopping) return;
  const socket = connect(Number(port), hostname);
  let drip: NodeJS.Timeout | undefined;
  socket.once('connect', () => {
    opened += 1;
    open.add(socket);
    const piece = kinds[kind % kinds.length]?.(socket) ?? '';
    if (piece !== '') drip = setInterval(() => socket.write(piece), everyMs);
  });
  socket.on('error', () => undefined);
  socket.once('close', () => {
    clearInterval(drip);
    open.delete(socket);
    closed += 1;
    setTimeout(() => attack(kind), everyMs);
  });
};
for (let kind = 0; kind < env.SLOW_CONNECTIONS; kind += 1) setTimeout(() => attack(kind), kind / 2);

serveParent({
  ready: {},
  answers: { connections: () => ({ open: open.size, opened, closed }) },
  stop: async () => {
    stopping = true;
    for (const socket of open) socket.destroy();
  },
});
