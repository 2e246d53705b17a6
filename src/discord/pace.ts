import PQueue from 'p-queue';
import type { Clock } from '../clock.ts';
import type { SharedPlaces } from '../store/shared-limits.ts';
import { calledOff } from './transport.ts';

/** Spreads requests over time. */
export type Pace = {
  /** Runs `send` as soon as the limit allows; rejects when `signal` calls it off while it waits. */
  run<Result>(send: () => Promise<Result>, signal?: AbortSignal): Promise<Result>;
  /** How many wait for their turn. */
  waiting(): number;
};

const secondMs = 1_000;
/** Requests leave in groups no larger than this part of a second's worth. */
const groupsPerSecond = 10;
/** How much longer than a second a place stays taken: timers and clocks are exact to a millisecond only. */
const marginMs = 3;
/** Of how many latest answers the quickest is taken as what the network needs at least. */
const remembered = 100;
/** With fewer answers than this nothing is assumed about the network: the first ones also had to connect. */
const enough = 20;

/** What {@link createPace} needs; `shared` are the places of all processes together, as many as `perSecond`. */
export type PaceOptions = { perSecond: number; clock: Clock; shared?: SharedPlaces | undefined };

/**
 * At most `perSecond` requests in any second as the server counts it, however unevenly the network delays them, and
 * spread out rather than all at once. Discord's own limit: https://docs.discord.com/developers/topics/rate-limits#global-rate-limit
 */
export const createPace = ({ perSecond, clock, shared }: PaceOptions): Pace => {
  const group = Math.max(1, Math.floor(perSecond / groupsPerSecond));
  const smooth = new PQueue({ intervalCap: group, interval: Math.floor((group * secondMs) / perSecond), strict: true });
  // The server counts a request somewhere between sending and answer. A place is free again one second after the
  // answer, less what any answer takes at least: then no later request can be counted within that second.
  const places = new PQueue({ concurrency: perSecond });
  const tookMs: number[] = [];

  const holdMs = (lastTookMs: number) => {
    const quickest = tookMs.length < enough ? 0 : Math.min(...tookMs);
    tookMs.push(lastTookMs);
    if (tookMs.length > remembered) tookMs.shift();
    return secondMs + marginMs + Math.max(0, lastTookMs - quickest);
  };

  const inPlace = <Result>(send: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> =>
    new Promise((resolve, reject) => {
      const sendAndHold = async () => {
        const freeInMs = await shared?.take(signal);
        await new Promise<void>((free) => {
          const startedAt = clock.now();
          const finish = () => {
            // A machine's clock may be set meanwhile: no place is held for longer than a minute.
            const ms = holdMs(Math.min(Math.max(clock.now() - startedAt, 0), 60_000));
            freeInMs?.(ms);
            clock.after(ms, free);
          };
          send().then(resolve, reject).finally(finish).catch(reject);
        });
      };
      places.add(sendAndHold, signal && { signal }).catch(reject);
    });

  return {
    async run(send, signal) {
      try {
        await smooth.add(() => undefined, signal && { signal });
        return await inPlace(send, signal);
      } catch (error) {
        throw signal?.aborted ? calledOff(signal) : error;
      }
    },
    waiting: () => smooth.size + places.size,
  };
};
