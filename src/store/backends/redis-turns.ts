import type { Clock } from '../../clock.ts';
import { AppError } from '../../errors.ts';

/*
 * Turns across processes. A turn is a key that holds its ticket and goes away by itself when its process dies. The ticket
 * is checked in the same step as each write, so that nobody writes after his turn was over, however long he was held up:
 * https://redis.io/docs/latest/develop/programmability/eval-intro/
 */
const takeScript = `
if redis.call('EXISTS', KEYS[1]) == 1 then return '' end
local time = redis.call('TIME')
local ticket = time[1] .. '.' .. time[2] .. '.' .. redis.call('INCR', KEYS[2])
redis.call('SET', KEYS[1], ticket, 'PX', ARGV[1])
return ticket`;
const setScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2])
redis.call('PEXPIRE', KEYS[1], ARGV[3])
return 1`;
const deleteScript = `
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1 + redis.call('UNLINK', KEYS[2])`;
const leaveScript = `
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
return 1`;

/** A turn lasts so long (ms) without a write: far longer than any takes, so short that a process that died is not waited for. */
const turnMs = 2_000;
const pauseMs = 5;
const longestPauseMs = 50;
/** How long (ms) others may keep somebody waiting. */
const patienceMs = 10_000;
const mostTries = 5;

/** What writes during a turn; keys are Redis' own. Both reject when the turn is over. */
export type Turn = { set(key: string, value: string): Promise<void>; delete(key: string): Promise<boolean> };

/** What {@link createRedisTurns} needs: `keyOf` names a turn's key, `tickets` the key of a counter. */
export type RedisTurnsOptions = {
  run(script: string, keys: string[], values: string[]): Promise<unknown>;
  keyOf(name: string): string;
  tickets: string;
  clock: Clock;
};

/** Turns by name. `take` runs its task again when its turn was lost; rejects with `storage-unavailable` when none is to be had. */
export const createRedisTurns = ({ run, keyOf, tickets, clock }: RedisTurnsOptions) => {
  const pause = async (ms: number) => new Promise<void>((resolve) => clock.after(ms, resolve));

  const ticketFor = async (key: string): Promise<string> => {
    const giveUpAt = clock.now() + patienceMs;
    for (let ms = pauseMs; clock.now() < giveUpAt; ms = Math.min(ms * 2, longestPauseMs)) {
      const ticket = await run(takeScript, [key, tickets], [String(turnMs)]);
      if (typeof ticket === 'string' && ticket !== '') return ticket;
      await pause(ms);
    }
    throw new AppError('storage-unavailable', 'Other processes keep writing here. Try again in a moment.', {
      retryAfterMs: 1_000,
    });
  };

  return {
    async take<Result>(name: string, task: (turn: Turn) => Promise<Result>): Promise<Result> {
      const key = keyOf(name);
      for (let tries = 1; ; tries += 1) {
        const ticket = await ticketFor(key);
        let isLost = false;
        const hold = (answer: unknown): number => {
          if (answer !== 0) return Number(answer);
          isLost = true;
          throw new AppError(
            'storage-unavailable',
            'This took too long, and another process wrote meanwhile. Try again.',
          );
        };
        try {
          return await task({
            async set(target, value) {
              hold(await run(setScript, [key, target], [ticket, value, String(turnMs)]));
            },
            delete: async (target) => hold(await run(deleteScript, [key, target], [ticket, String(turnMs)])) > 1,
          });
        } catch (error) {
          if (!isLost || tries >= mostTries) throw error;
        } finally {
          // Should this fail, the turn is over by itself soon.
          await run(leaveScript, [key], [ticket]).catch(() => undefined);
        }
      }
    },
  };
};
