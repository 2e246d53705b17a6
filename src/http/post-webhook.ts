import { hash } from 'node:crypto';
import type { Accept } from '../delivery/accept.ts';
import { viewDelivery } from '../delivery/view.ts';
import type { Webhook } from '../domain/webhook.ts';
import { AppError, type Fault } from '../errors.ts';
import type { Job, JobEngine } from '../queue/job-engine.ts';
import { sources } from '../sources/index.ts';
import type { Store } from '../store/repositories.ts';
import type { Admit } from './admit.ts';
import { answerJson, type Exchange, type Handler } from './exchange.ts';
import { checkBody, readBody } from './receive.ts';

const waitMs = 15_000;

/** What {@link createPostWebhook} needs. `stopping` is aborted once no more calls are taken. */
export type PostWebhookContext = {
  config: { maxBodyBytes: number };
  botId(): string | undefined;
  store: { webhooks: Pick<Store['webhooks'], 'get'> };
  engine: Pick<JobEngine, 'settled'>;
  accept: Accept;
  admit: Pick<Admit, 'key'>;
  stopping: AbortSignal;
};

/** Options in the address. `dry_run` is known so that nothing is carried out for a caller who asked for nothing to happen. */
const readQuery = (url: string, faults: Fault[]): { wait: boolean } => {
  const start = url.indexOf('?');
  if (start === -1) return { wait: false };
  const query = new URLSearchParams(url.slice(start + 1));
  const isOn = (name: string) => {
    const value = query.get(name) ?? 'false';
    if (!/^(true|1|false|0)?$/.test(value)) faults.push({ path: `query.${name}`, message: 'must be true or false' });
    return !/^(false|0)$/.test(value);
  };
  const wait = isOn('wait');
  if (isOn('dry_run')) faults.push({ path: 'query.dry_run', message: 'is not offered yet; nothing was done' });
  return { wait };
};

const readIdempotencyKey = (header: string | string[] | undefined, faults: Fault[]): string | undefined => {
  if (header === undefined) return undefined;
  if (typeof header === 'string' && /^[\u0021-\u007e]{1,255}$/.test(header)) return header;
  faults.push({ path: 'headers.idempotency-key', message: 'must be 1 to 255 visible ASCII characters, sent once' });
  return undefined;
};

/** What `ended` gives, or nothing once `stopping` is aborted. */
const unlessStopping = (ended: Promise<Job | undefined>, stopping: AbortSignal): Promise<Job | undefined> =>
  new Promise((resolve, reject) => {
    const giveUp = () => resolve(undefined);
    if (stopping.aborted) giveUp();
    stopping.addEventListener('abort', giveUp, { once: true });
    void ended.then(resolve, reject).finally(() => stopping.removeEventListener('abort', giveUp));
  });

/** `POST /webhook/{bot_id}/{event_id}`: proves the caller, reads the call, and answers once it is written down. */
export const createPostWebhook = (context: PostWebhookContext): Handler => {
  const { config, botId, store, engine, accept, admit, stopping } = context;
  const [source] = sources;

  const find = async (exchange: Exchange, ourId: string): Promise<Webhook> => {
    const key = await admit.key(exchange);
    const id = String(exchange.request.params.eventId);
    const webhook = exchange.request.params.botId === ourId ? await store.webhooks.get(id) : undefined;
    if (webhook === undefined || webhook.guildId !== key.guildId) {
      throw new AppError('webhook-not-found', 'No webhook has this address. /webhook show tells the address of each.');
    }
    exchange.about.webhook = id;
    if (key.webhookIds !== undefined && !key.webhookIds.includes(id)) {
      throw new AppError(
        'key-not-for-webhook',
        'This key is limited to other webhooks. /key create makes one for this.',
      );
    }
    return webhook;
  };

  return async (exchange) => {
    if (stopping.aborted) throw new AppError('stopping', 'The program is stopping. Send this again in a moment.');
    const ourId = botId();
    if (ourId === undefined) {
      throw new AppError('discord-unavailable', 'The bot has not reached Discord yet. Send this again in a moment.');
    }
    const webhook = await find(exchange, ourId);
    const { request } = exchange;
    const faults: Fault[] = [];
    const { wait } = readQuery(request.url ?? '', faults);
    const chosenKey = readIdempotencyKey(request.headers['idempotency-key'], faults);
    if (faults.length > 0) throw new AppError('invalid-request', 'The request is not right.', { faults });
    checkBody(request, source.contentTypes, config.maxBodyBytes);
    const bytes = await readBody(exchange, config.maxBodyBytes);
    if (bytes === undefined) return;

    const call = source.read(bytes);
    const idempotencyKey = chosenKey ?? call.idempotencyKey;
    const { id, duplicate } = await accept(webhook, {
      variables: call.variables,
      ...(idempotencyKey !== undefined && { idempotencyKey }),
      fingerprint: idempotencyKey === undefined ? '' : hash('sha256', bytes),
      requestId: exchange.requestId,
    });
    exchange.about.delivery = id;
    if (duplicate) exchange.headers.push('Idempotency-Replayed', 'true');
    if (!wait) {
      answerJson(exchange, 200, { id, status: 'queued' });
      return;
    }
    const job = await unlessStopping(engine.settled(id, waitMs), stopping);
    if (job === undefined || job.state === 'queued') {
      answerJson(exchange, 202, { id, status: 'queued' });
      return;
    }
    const { status, actions } = viewDelivery(job);
    answerJson(exchange, 200, { id, status, actions });
  };
};
