import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Call } from '../src/delivery/accept.ts';
import type { Webhook } from '../src/domain/webhook.ts';
import { AppError } from '../src/errors.ts';
import { createMetrics, type MetricsContext } from '../src/metrics.ts';
import type { Job, Outcome, QueueStats } from '../src/queue/job-engine.ts';
import { createFakeClock } from './fake-clock.ts';

const setUp = () => {
  const clock = createFakeClock();
  const queue: QueueStats = { waiting: 0, active: 0, retrying: 0, bytes: 0, oldestMs: 0 };
  const gateway = { connected: true };
  const discord: ReturnType<MetricsContext['discord']> = {
    invalidRequests: 0,
    brakedUntil: undefined,
    tokenRejected: false,
  };
  const metrics = createMetrics({ clock, queue: () => queue, gateway: () => gateway, discord: () => discord });
  const values = async (name: string): Promise<Record<string, number>> => {
    const { text } = await metrics.read();
    const found: Record<string, number> = {};
    for (const line of text.split('\n')) {
      const [, series, labels = '', value] = /^(\w+)(\{.*\})? (\S+)$/.exec(line) ?? [];
      if (series === name) found[labels] = Number(value);
    }
    return found;
  };
  return { clock, queue, gateway, discord, metrics, values };
};

const webhook: Webhook = {
  id: 'aaaaaaaaaaaaaaa1',
  guildId: '200000000000000001',
  enabled: true,
  revision: 1,
  createdAt: 0,
  createdBy: '200000000000000001',
  definition: { name: 'a name that nobody else should read', variables: [], actions: [] },
};
const call: Call = { variables: {}, fingerprint: '', requestId: 'r' };

const jobOf = (lane: string, createdAt: number): Job => ({
  id: `job-${lane}`,
  guildId: webhook.guildId,
  lane,
  payload: '',
  progress: '',
  state: 'queued',
  createdAt,
  runAt: createdAt,
  finishedAt: undefined,
});
const save = async () => undefined;
const running = new AbortController().signal;

test('accepted calls and duplicates are counted apart; what is refused passes through and counts as neither', async () => {
  const { metrics, values } = setUp();
  const answers = [false, false, true];
  const accept = metrics.accept(async () => {
    const duplicate = answers.shift();
    if (duplicate === undefined) throw new AppError('overloaded', 'full');
    return { id: 'd', duplicate };
  });
  assert.deepEqual(await accept(webhook, call), { id: 'd', duplicate: false });
  await accept(webhook, call);
  await accept(webhook, call);
  await assert.rejects(accept(webhook, call), { code: 'overloaded' });
  assert.deepEqual(await values('guildhook_deliveries_accepted_total'), { '': 2 });
  assert.deepEqual(await values('guildhook_deliveries_duplicate_total'), { '': 1 });
});

test('answers are counted by status and problem, with the time they took', async () => {
  const { metrics, values } = setUp();
  metrics.answered({ status: 200, code: undefined, ms: 3 });
  metrics.answered({ status: 401, code: 'unauthorized', ms: 30 });
  metrics.answered({ status: 401, code: 'unauthorized', ms: 30 });
  assert.deepEqual(await values('guildhook_calls_refused_total'), { '{status="401",code="unauthorized"}': 2 });
  assert.deepEqual(await values('guildhook_http_request_seconds_count'), { '{status="200"}': 1, '{status="401"}': 2 });
  const buckets = await values('guildhook_http_request_seconds_bucket');
  assert.deepEqual([buckets['{le="0.002",status="200"}'], buckets['{le="0.005",status="200"}']], [0, 1]);
});

test('ends are counted by state, attempts to be repeated apart, and a stop as neither', async () => {
  const { clock, metrics, values } = setUp();
  const job = jobOf('hook', clock.now());
  clock.advance(2_000);
  const stopped = new AbortController();
  stopped.abort();
  const run = async (outcome: Outcome, signal = running) => {
    assert.equal(await metrics.handler(async () => outcome)(job, save, signal), outcome);
  };
  await run({ state: 'done', progress: '' });
  await run({ state: 'failed', progress: '' });
  await run({ retryAt: 1, progress: '' });
  await run({ retryAt: 1, progress: '' }, stopped.signal);
  assert.deepEqual(await values('guildhook_deliveries_ended_total'), { '{state="done"}': 1, '{state="failed"}': 1 });
  assert.deepEqual(await values('guildhook_deliveries_retried_total'), { '': 1 });
  assert.deepEqual(await values('guildhook_delivery_seconds_sum'), { '': 2 });
  assert.deepEqual(await values('guildhook_webhook_deliveries_total'), {
    '{webhook="hook",state="done"}': 1,
    '{webhook="hook",state="failed"}': 1,
  });
});

test('however many webhooks there are, the number of series is finite', async () => {
  const { clock, metrics, values } = setUp();
  const handler = metrics.handler(async () => ({ state: 'done', progress: '' }));
  for (let hook = 0; hook < 1_000; hook += 1) await handler(jobOf(`hook${hook}`, clock.now()), save, running);
  const found = await values('guildhook_webhook_deliveries_total');
  assert.equal(Object.keys(found).length, 101);
  assert.equal(found['{webhook="hook99",state="done"}'], 1);
  assert.equal(found['{webhook="other",state="done"}'], 900);
});

test('the queue, Discord and the gateway are asked at each scrape', async () => {
  const { clock, queue, gateway, discord, metrics, values } = setUp();
  Object.assign(queue, { waiting: 1, active: 2, retrying: 3, bytes: 4, oldestMs: 5_500 });
  Object.assign(discord, { invalidRequests: 7, brakedUntil: clock.now() + 1, tokenRejected: true });
  gateway.connected = false;
  const first = (await metrics.read()).text;
  const expected = {
    guildhook_queue_waiting: 1,
    guildhook_queue_active: 2,
    guildhook_queue_retrying: 3,
    guildhook_queue_bytes: 4,
    guildhook_queue_oldest_seconds: 5.5,
    guildhook_discord_invalid_requests: 7,
    guildhook_discord_braked: 1,
    guildhook_discord_token_rejected: 1,
    guildhook_gateway_connected: 0,
  };
  for (const [name, value] of Object.entries(expected)) assert.ok(first.includes(`\n${name} ${value}\n`), name);
  gateway.connected = true;
  discord.brakedUntil = undefined;
  assert.deepEqual(await values('guildhook_gateway_connected'), { '': 1 });
  assert.deepEqual(await values('guildhook_discord_braked'), { '': 0 });
});

test('the process tells of itself, and two programs in one process do not disturb each other', async () => {
  const [one, two] = [setUp(), setUp()];
  one.metrics.answered({ status: 404, code: 'route-not-found', ms: 1 });
  assert.deepEqual(await two.values('guildhook_calls_refused_total'), {});
  const { text, contentType } = await one.metrics.read();
  for (const name of ['process_resident_memory_bytes', 'process_cpu_seconds_total', 'nodejs_eventloop_lag_p99_seconds'])
    assert.match(text, new RegExp(`^${name} `, 'm'));
  assert.match(contentType, /^text\/plain; version=0\.0\.4/);
});

test('where no gateway is run, nothing is said of it', async () => {
  const { clock, queue, discord } = setUp();
  const metrics = createMetrics({ clock, queue: () => queue, discord: () => discord });
  assert.doesNotMatch((await metrics.read()).text, /gateway_connected/);
});
