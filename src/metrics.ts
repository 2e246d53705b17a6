import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Clock } from './clock.ts';
import type { Accept } from './delivery/accept.ts';
import type { Answered } from './http/carry.ts';
import type { JobHandler, QueueStats } from './queue/job-engine.ts';
import { createBoundedLabel } from './metrics-bounded-label.ts';

/** What is asked at each scrape. */
export type MetricsContext = {
  clock: Clock;
  queue: () => QueueStats;
  /** Without it the gateway is another process' business, and its series is missing. */
  gateway?: (() => { connected: boolean }) | undefined;
  discord: () => { invalidRequests: number; brakedUntil: number | undefined; tokenRejected: boolean };
};

/** Counts what happens. The parts of the program know nothing of it: it listens at their edges. */
export type Metrics = {
  /** Everything in Prometheus' text format: https://prometheus.io/docs/instrumenting/exposition_formats/ */
  read(): Promise<{ contentType: string; text: string }>;
  /** What each series tells; the docs' table is checked against it. */
  list(): { name: string; help: string }[];
  /** Hears of each answer over HTTP. */
  answered(answer: Answered): void;
  /** `accept`, counted. */
  accept(accept: Accept): Accept;
  /** `handler`, counted. */
  handler(handler: JobHandler): JobHandler;
};

/** So many webhooks get series of their own; those called first since the start. */
const mostWebhooks = 100;
const requestSeconds = [0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 15];
const deliverySeconds = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 15, 60, 300, 1_800, 7_200, 86_400];

/** Builds the series, in a registry of their own. No label holds a secret, a name or anything that a stranger chose. */
export const createMetrics = ({ clock, queue, gateway, discord }: MetricsContext): Metrics => {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });

  const counter = <Label extends string>(name: string, help: string, labelNames: Label[] = []) =>
    new Counter({ name, help, labelNames, registers });
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });

  const accepted = counter('guildhook_deliveries_accepted_total', 'Calls written down as deliveries.');
  const duplicates = counter('guildhook_deliveries_duplicate_total', 'Calls answered with an earlier delivery.');
  const refused = counter('guildhook_calls_refused_total', 'Requests answered with a problem.', ['status', 'code']);
  const ended = counter('guildhook_deliveries_ended_total', 'Deliveries by how they ended.', ['state']);
  const retried = counter(
    'guildhook_deliveries_retried_total',
    'Attempts after which a delivery is tried again later.',
  );
  const byWebhook = counter(
    'guildhook_webhook_deliveries_total',
    `Deliveries by webhook and how they ended; beyond ${mostWebhooks} webhooks under "other".`,
    ['webhook', 'state'],
  );
  const deliveryTime = new Histogram({
    name: 'guildhook_delivery_seconds',
    help: "From accepting a call to Discord's last answer, of deliveries that are done.",
    buckets: deliverySeconds,
    registers,
  });
  const requestTime = new Histogram({
    name: 'guildhook_http_request_seconds',
    help: 'From the headers of a request to its answer.',
    labelNames: ['status'],
    buckets: requestSeconds,
    registers,
  });
  gauge('guildhook_queue_waiting', 'Deliveries that wait for their turn.', () => queue().waiting);
  gauge('guildhook_queue_active', 'Deliveries being carried out.', () => queue().active);
  gauge('guildhook_queue_retrying', 'Deliveries that wait for another attempt.', () => queue().retrying);
  gauge('guildhook_queue_bytes', 'What all deliveries hold that have not ended.', () => queue().bytes);
  gauge(
    'guildhook_queue_oldest_seconds',
    'How long the oldest delivery has waited that may run.',
    () => queue().oldestMs / 1_000,
  );
  gauge(
    'guildhook_discord_invalid_requests',
    'Requests that Discord counts as invalid, in the last ten minutes; at 500 everything is held back.',
    () => discord().invalidRequests,
  );
  gauge('guildhook_discord_braked', '1 while all requests to Discord are held back.', () =>
    Number(discord().brakedUntil !== undefined),
  );
  gauge('guildhook_discord_token_rejected', "1 while Discord rejects the bot's token.", () =>
    Number(discord().tokenRejected),
  );
  if (gateway !== undefined)
    gauge('guildhook_gateway_connected', "1 while connected to Discord's gateway.", () => Number(gateway().connected));

  const webhookLabel = createBoundedLabel(mostWebhooks);

  return {
    read: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
    list: () => registry.getMetricsAsArray().map(({ name, help }) => ({ name, help })),
    answered({ status, code, ms }) {
      requestTime.observe({ status }, ms / 1_000);
      if (code !== undefined) refused.inc({ status, code });
    },
    accept: (accept) => async (webhook, call) => {
      const result = await accept(webhook, call);
      (result.duplicate ? duplicates : accepted).inc();
      return result;
    },
    handler: (handler) => async (job, save, signal) => {
      const outcome = await handler(job, save, signal);
      if ('retryAt' in outcome) {
        if (!signal.aborted) retried.inc();
        return outcome;
      }
      const { state } = outcome;
      ended.inc({ state });
      byWebhook.inc({ webhook: webhookLabel(job.lane), state });
      if (state === 'done') deliveryTime.observe(Math.max(clock.now() - job.createdAt, 0) / 1_000);
      return outcome;
    },
  };
};
