import type { ResponseLike, RESTOptions } from '@discordjs/rest';
import { Routes } from 'discord-api-types/v10';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { AppError } from '../errors.ts';
import type { Brake } from './brake.ts';
import { createGuardedSend, outgoingOf } from './guarded-send.ts';
import { errorOf } from './rest-errors.ts';
import type { Answer, Transport } from './transport.ts';
import { wait } from './wait.ts';

/** https://docs.discord.com/developers/events/gateway#get-gateway-bot */
const gatewayInfo = z.object({
  url: z.string(),
  shards: z.number(),
  session_start_limit: z.object({ remaining: z.number(), reset_after: z.number(), max_concurrency: z.number() }),
});

/** How discord.js's own REST client sends: for answers to interactions, and to find the gateway. */
export type GatewayRest = { makeRequest: RESTOptions['makeRequest']; maxConcurrency: () => number };

const firstWaitMs = 1_000;
const longestWaitMs = 60_000;
/** One 401 may be a fault of Discord's. */
const enoughRejections = 3;

const asResponse = ({ status, headers, body }: Answer): ResponseLike => ({
  ok: status >= 200 && status < 300,
  status,
  statusText: String(status),
  headers,
  body: null,
  bodyUsed: true,
  json: () => Promise.resolve(body),
  text: () => Promise.resolve(JSON.stringify(body)),
  arrayBuffer: () => Promise.resolve(new ArrayBuffer(0)),
});

/** Passes everything through the process's brake; asking for the gateway goes on until it can be connected to, `stopped`, or the token is refused. */
export const createGatewayRest = ({
  transport,
  brake,
  clock,
  stopped,
  waiting,
}: {
  transport: Transport;
  brake: Brake;
  clock: Clock;
  stopped: AbortSignal;
  /** Told why it does not connect yet. */
  waiting: (reason: string) => void;
}): GatewayRest => {
  const send = createGuardedSend({ transport, brake });
  let maxConcurrency = 1;

  /** The answer when the gateway can be connected to, or for how long to wait. */
  const look = (answer: Answer): { waitMs: number } | undefined => {
    const error = errorOf(answer, clock.now());
    if (error !== undefined) throw error;
    const parsed = gatewayInfo.safeParse(answer.body);
    if (!parsed.success)
      throw new AppError('discord-unavailable', "Discord's answer about its gateway makes no sense.");
    const { shards, session_start_limit: limit } = parsed.data;
    maxConcurrency = Math.max(1, limit.max_concurrency);
    if (limit.remaining >= shards) return undefined;
    waiting(
      `The bot has connected to Discord too often today; Guildhook connects again in ${Math.ceil(limit.reset_after / 60_000)} minutes.`,
    );
    return { waitMs: limit.reset_after };
  };

  const askForGateway = async (once: () => Promise<Answer>): Promise<Answer> => {
    let rejections = 0;
    for (let waitMs = firstWaitMs; ; waitMs = Math.min(waitMs * 2, longestWaitMs)) {
      let pauseMs = waitMs;
      try {
        const answer = await once();
        rejections = answer.status === 401 ? rejections + 1 : 0;
        if (rejections >= enoughRejections) return answer;
        const later = look(answer);
        if (later === undefined) return answer;
        pauseMs = later.waitMs;
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        pauseMs = Math.max(waitMs, error.retryAfterMs ?? 0);
        waiting(`Guildhook cannot ask Discord for its gateway: ${error.detail}`);
      }
      await wait(pauseMs, clock, stopped);
    }
  };

  return {
    maxConcurrency: () => maxConcurrency,
    async makeRequest(url, init) {
      const outgoing = await outgoingOf(init);
      const once = () => send(url, outgoing);
      const isForGateway = new URL(url).pathname.endsWith(Routes.gatewayBot());
      return asResponse(isForGateway ? await askForGateway(once) : await once());
    },
  };
};
