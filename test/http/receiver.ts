import { once } from 'node:events';
import { connect } from 'node:net';
import { randomBytes } from 'node:crypto';
import { systemClock, type Clock } from '../../src/clock.ts';
import type { Call } from '../../src/delivery/accept.ts';
import type { KeyRecord } from '../../src/domain/key.ts';
import { createKey } from '../../src/domain/key-text.ts';
import type { Webhook } from '../../src/domain/webhook.ts';
import type { Answered } from '../../src/http/carry.ts';
import { createHttpServer, type HttpContext } from '../../src/http/server.ts';
import { httpLimits, type HttpLimits } from '../../src/http/limits.ts';
import type { LogFields, Logger } from '../../src/logger.ts';
import type { Job } from '../../src/queue/job-engine.ts';

/** Ids of the world that the receiver's tests play in. */
export const ids = {
  bot: '100000000000000001',
  guild: '200000000000000001',
  otherGuild: '200000000000000002',
  webhook: 'aaaaaaaaaaaaaaa1',
  secondWebhook: 'aaaaaaaaaaaaaaa2',
  foreignWebhook: 'bbbbbbbbbbbbbbb1',
} as const;

/** A key with its record; `extra` changes the record. */
export const makeKey = (extra: Partial<KeyRecord> = {}): { text: string; record: KeyRecord } => {
  const { id, text, digest } = createKey(randomBytes);
  return {
    text,
    record: {
      id,
      digest,
      guildId: ids.guild,
      label: 'test',
      first: true,
      createdAt: 0,
      createdBy: ids.bot,
      ...extra,
    },
  };
};

const webhook = (id: string, guildId: string): Webhook => ({
  id,
  guildId,
  enabled: true,
  revision: 1,
  createdAt: 0,
  createdBy: ids.bot,
  definition: { name: id, variables: [], actions: [{ kind: 'send-message' }] },
});

/** A finished or waiting delivery. */
export const makeJob = (id: string, extra: Partial<Job> = {}): Job => ({
  id,
  guildId: ids.guild,
  lane: ids.webhook,
  payload: '{}',
  progress: JSON.stringify({
    results: [{ kind: 'send-message', status: 'done', result: { message_id: '1' } }],
    attempts: [{ startedAt: 0, endedAt: 5 }],
  }),
  state: 'done',
  createdAt: 0,
  runAt: 0,
  finishedAt: 5,
  ...extra,
});

const noRepository = () => Promise.reject(new Error('the receiver only reads'));
const readOnly = { list: noRepository, create: noRepository, update: noRepository, delete: noRepository };

/** What a test may set; everything else has a working default. */
export type ReceiverOptions = {
  context?: Partial<Omit<HttpContext, 'config'>>;
  config?: Partial<HttpContext['config']>;
  limits?: Partial<HttpLimits>;
  keys?: KeyRecord[];
};

/** A log that keeps its lines as text. */
const keepingLog = (): { log: Logger; lines: string[] } => {
  const lines: string[] = [];
  const write = (fields: LogFields, message: string) => void lines.push(JSON.stringify({ ...fields, message }));
  const log: Logger = { debug: write, info: write, warn: write, error: write, child: () => log };
  return { log, lines };
};

/** The real receiver on a free port of loopback, over ports kept in memory. Ends with the test through `await using`. */
export const startReceiver = async (options: ReceiverOptions = {}) => {
  const { text: key, record } = makeKey();
  const keys = new Map([record, ...(options.keys ?? [])].map((each) => [each.id, each]));
  const webhooks = new Map(
    [
      webhook(ids.webhook, ids.guild),
      webhook(ids.secondWebhook, ids.guild),
      webhook(ids.foreignWebhook, ids.otherGuild),
    ].map((each) => [each.id, each]),
  );
  const jobs = new Map<string, Job>();
  const accepted: { webhook: Webhook; call: Call }[] = [];
  const used: { id: string; at: number }[] = [];
  const answers: Answered[] = [];
  const { log, lines } = keepingLog();
  const clock: Clock = systemClock;

  const server = createHttpServer(
    {
      config: {
        host: '127.0.0.1',
        port: 0,
        maxBodyBytes: 4096,
        rateLimit: { max: 100_000, windowMs: 10_000 },
        trustProxy: false,
        metricsToken: undefined,
        ...options.config,
      },
      clock,
      log,
      newRequestId: () => 'request',
      botId: () => ids.bot,
      isServing: async (guildId) => guildId === ids.guild || guildId === ids.otherGuild,
      store: {
        keys: { ...readOnly, get: async (id) => keys.get(id) },
        webhooks: { ...readOnly, get: async (id) => webhooks.get(id) },
      },
      engine: { get: async (id) => jobs.get(id), settled: async (id) => jobs.get(id) },
      accept: async (target, call) => {
        accepted.push({ webhook: target, call });
        return { id: `delivery-${accepted.length}`, duplicate: false };
      },
      keyUsed: (id, at) => void used.push({ id, at }),
      readiness: async () => [],
      readMetrics: async () => ({ contentType: 'text/plain', text: 'metrics' }),
      answered: (answer) => void answers.push(answer),
      ...options.context,
    },
    { ...httpLimits, ...options.limits },
  );
  const { port } = await server.listen();
  const url = `http://127.0.0.1:${port}`;
  const address = `${url}/webhook/${ids.bot}/${ids.webhook}`;

  return {
    server,
    port,
    url,
    address,
    key,
    keyId: record.id,
    keys,
    webhooks,
    jobs,
    accepted,
    used,
    lines,
    answers,
    /** A POST with the valid key; `init` goes before. */
    post: (
      body?: string | Uint8Array,
      init: Omit<RequestInit, 'headers'> & { headers?: Record<string, string> } = {},
      to = address,
    ) =>
      fetch(to, {
        method: 'POST',
        ...(body !== undefined && { body: Uint8Array.from(Buffer.from(body)) }),
        ...init,
        headers: { authorization: key, 'content-type': 'application/json', ...init.headers },
      }),
    /** Writes bytes as they are and gives all that comes back until the receiver closes, or `until` has come. */
    raw: async (parts: (string | Buffer)[], until?: RegExp): Promise<string> => {
      const socket = connect(port, '127.0.0.1');
      let text = '';
      const ended = Promise.withResolvers<void>();
      socket.setEncoding('latin1').on('data', (chunk: string) => {
        text += chunk;
        if (until?.test(text) === true) ended.resolve();
      });
      socket.on('error', () => ended.resolve());
      socket.on('close', () => ended.resolve());
      await once(socket, 'connect');
      for (const part of parts) socket.write(part);
      await ended.promise;
      socket.destroy();
      return text;
    },
    async [Symbol.asyncDispose]() {
      await server.close(0);
    },
  };
};
