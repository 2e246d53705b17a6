// Discord for the benchmarks: the sandbox with many channels, behind a front that notes when each message arrives. With
// BENCH_FAST=1 the front answers messages itself, so that the sandbox's own work is no part of what is measured.
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { systemClock } from '../../src/clock.ts';
import { silentLogger } from '../../src/logger.ts';
import { demoIds } from '../../src/sandbox/demo-guild.ts';
import { startSandbox } from '../../src/sandbox/sandbox.ts';
import { makeChannel } from '../../src/sandbox/shapes.ts';
import { monotonicMs } from '../monotonic.ts';
import { serveParent } from './answers.ts';

const env = z
  .object({ BENCH_CHANNELS: z.coerce.number(), BENCH_FAST: z.stringbool(), BENCH_LIMITS: z.enum(['none', 'discord']) })
  .parse(process.env);

const sandbox = await startSandbox({ port: 0, clock: systemClock, log: silentLogger, limits: env.BENCH_LIMITS });
const guild = sandbox.world.guilds.get(demoIds.guild);
const channels = Array.from({ length: env.BENCH_CHANNELS }, () => sandbox.world.nextId());
for (const [index, id] of channels.entries()) {
  guild?.channels.set(id, makeChannel({ id, guildId: demoIds.guild, name: `bench-${index}`, position: 20 + index }));
}

/** When each message's text arrived, in ms of the monotonic clock. */
let arrivals: [content: string, at: number][] = [];
let refusals = 0;
/** Channels whose messages are never answered. */
const dead = new Set<string>();
let lastId = 10n ** 18n;
const message = z.object({ content: z.string().default('') });

const answerMessage = async (request: IncomingMessage, response: ServerResponse, at: number) => {
  const { content } = message.parse(JSON.parse(await text(request)));
  arrivals.push([content, at]);
  lastId += 1n;
  const answer = {
    id: String(lastId),
    channel_id: request.url?.split('/').at(-2),
    author: { id: sandbox.world.bot.id, username: 'bench', discriminator: '0', avatar: null, global_name: null },
    content,
    timestamp: new Date().toISOString(),
    edited_timestamp: null,
    tts: false,
    mention_everyone: false,
    mentions: [],
    mention_roles: [],
    attachments: [],
    embeds: [],
    pinned: false,
    type: 0,
  };
  response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer));
};

const passOn = (request: IncomingMessage, response: ServerResponse) => {
  const { method, headers, url } = request;
  const upstream = httpRequest(`${new URL(sandbox.apiUrl).origin}${url}`, { method, headers }, (answer) => {
    if (answer.statusCode === 429) refusals += 1;
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  upstream.on('error', () => response.destroy());
  request.pipe(upstream);
};

const front = createServer((request, response) => {
  const at = monotonicMs();
  const isMessage = request.method === 'POST' && /\/channels\/\d+\/messages$/.test(request.url ?? '');
  if (isMessage && dead.has(request.url?.split('/').at(-2) ?? '')) {
    request.resume();
    return;
  }
  if (isMessage && env.BENCH_FAST) {
    answerMessage(request, response, at).catch(() => response.destroy());
    return;
  }
  if (isMessage) arrivals.push(['', at]);
  passOn(request, response);
});

front.listen(0, '127.0.0.1', () => {
  const address = front.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  serveParent({
    ready: {
      apiUrl: `http://127.0.0.1:${port}/api`,
      token: sandbox.token,
      control: sandbox.url,
      admin: demoIds.owner,
      channels,
    },
    answers: {
      arrivals: () => arrivals,
      counts: () => ({ arrived: arrivals.length, refusals }),
      'kill the first channel': () => dead.add(channels[0] ?? '').size,
      'revive all': () => {
        dead.clear();
        return 0;
      },
      forget: () => {
        arrivals = [];
        return true;
      },
    },
    stop: async () => {
      front.closeAllConnections();
      front.close();
      await sandbox.stop();
    },
  });
});
