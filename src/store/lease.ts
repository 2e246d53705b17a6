import type { Redis } from 'ioredis';
import type { Clock } from '../clock.ts';
import type { Logger } from '../logger.ts';

/** Something that one process at a time has. */
export type Lease = {
  /** Waits until it is this process' own; `lost` aborts when it no longer is. Waits for ever once given up. */
  take(): Promise<{ lost: AbortSignal }>;
  /** Lets another process have it at once. */
  giveUp(): Promise<void>;
};

/** `name` is the key in Redis. */
export type LeaseOptions = { client: Redis; name: string; clock: Clock; log: Logger };

/** A process that died is waited for so long (ms). */
const leaseMs = 10_000;
const renewMs = 2_000;
/** So long after it was last renewed its holder takes it for lost, before anyone else can have it. */
const doubtMs = 7_000;
const askMs = 500;

const takeScript = `
local time = redis.call('TIME')
local ticket = time[1] .. '.' .. time[2] .. '.' .. redis.call('INCR', KEYS[2])
if redis.call('SET', KEYS[1], ticket, 'NX', 'PX', ARGV[1]) then return ticket end
return ''`;
const renewScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call('PEXPIRE', KEYS[1], ARGV[2])`;
const giveUpScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`;

/** A lease in Redis, which goes away by itself when its process dies: https://redis.io/docs/latest/commands/set/ */
export const createLease = ({ client, name, clock, log }: LeaseOptions): Lease => {
  let ticket = '';
  let isGivenUp = false;
  let disarm = () => {};
  const pause = async (ms: number) => new Promise<void>((resolve) => (disarm = clock.after(ms, resolve)));

  const keep = async (lost: AbortController) => {
    // What runs on however a machine's clock is set: the time since the last answer.
    let callOffDoubt = clock.after(doubtMs, () => lost.abort());
    while (!lost.signal.aborted && !isGivenUp) {
      await pause(renewMs);
      const renewed = await client.eval(renewScript, 1, name, ticket, leaseMs).catch(() => undefined);
      if (renewed === undefined) continue;
      callOffDoubt();
      if (renewed === 1) callOffDoubt = clock.after(doubtMs, () => lost.abort());
      else lost.abort();
    }
    callOffDoubt();
  };

  return {
    async take() {
      for (let asked = false; ; asked = true) {
        if (isGivenUp) await new Promise<never>(() => undefined);
        const answer = await client.eval(takeScript, 2, name, `${name}:count`, leaseMs).catch(() => '');
        if (typeof answer === 'string' && answer !== '') {
          ticket = answer;
          const lost = new AbortController();
          void keep(lost);
          return { lost: lost.signal };
        }
        if (!asked) log.info({ lease: name }, 'another process does this; standing by');
        await pause(askMs);
      }
    },
    async giveUp() {
      isGivenUp = true;
      disarm();
      if (ticket !== '') await client.eval(giveUpScript, 1, name, ticket).catch(() => undefined);
    },
  };
};
