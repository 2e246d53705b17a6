import type { Clock } from '../../clock.ts';
import { AppError } from '../../errors.ts';
import type { Failpoint } from '../../failpoint.ts';
import type { Logger } from '../../logger.ts';
import type { JobHandler, Outcome } from '../job-engine.ts';
import type { Commands, Hand, Token } from './bullmq-commands.ts';
import type { Tokens } from './bullmq-tokens.ts';

const handlerPause = { firstMs: 1_000, longestMs: 300_000 };
/** Shorter than what a lost lock takes to be noticed, so that an outcome is written before its job is handed out again. */
const writeAgainMs = 200;
/** How long a handler that was told to stop may take to give up. */
const giveUpMs = 500;

/** What the runner works with; `machine` measures the pauses while Redis is away. */
export type BullRunnerOptions = {
  clock: Clock;
  machine: Clock;
  log: Logger;
  commands: Pick<Commands, 'take' | 'save' | 'end' | 'leave' | 'pass'>;
  tokens: Pick<Tokens, 'offer'>;
  failpoint?: Failpoint | undefined;
};

/** Carries out the job that a token stands for. */
export type BullRunner = {
  /** Resolves when the lane's next token is in the queue, or is not needed. Never rejects. */
  work(handler: JobHandler, token: Token): Promise<void>;
  /** Begins nothing new; waits up to `graceMs` for what runs, then aborts it and leaves it to the next start. */
  stop(graceMs: number): Promise<void>;
};

/** What one token's job is while it is in the handler's hands. */
type Running = { controller: AbortController; release(): void };

/** A runner; how many run at once is up to who calls it. */
export const createBullRunner = ({
  clock,
  machine,
  log,
  commands,
  tokens,
  failpoint,
}: BullRunnerOptions): BullRunner => {
  const running = new Set<Running>();
  const lanes = new Map<string, Promise<void>>();
  let state: 'running' | 'stopping' | 'closed' = 'running';
  let idle: (() => void) | undefined;

  /** Asks Redis however long it is away: what was done must not be done again. `undefined` when stopped before. */
  const persist = async <Result>(ask: () => Promise<Result>, what: string): Promise<Result | undefined> => {
    for (let isFirst = true; isFirst || state !== 'closed'; isFirst = false) {
      try {
        return await ask();
      } catch (error) {
        log[isFirst ? 'error' : 'debug']({ error }, `${what}; trying again`);
        await new Promise<void>((resolve) => machine.after(writeAgainMs, resolve));
      }
    }
    return undefined;
  };

  /** The handler's outcome; `undefined` when it failed, or had to be given up. */
  const ask = async (handler: JobHandler, hand: Hand, one: Running): Promise<Outcome | undefined> => {
    let isOpen = true;
    const save = async (progress: string) => {
      if (!isOpen || state === 'closed' || !(await commands.save(hand, progress)))
        throw new AppError('stopping', 'This job is no longer in the handler’s hands.');
    };
    const asked = async () => {
      try {
        const outcome = await handler({ ...hand.job }, save, one.controller.signal);
        if ('state' in outcome || Number.isFinite(outcome.retryAt)) return outcome;
        throw new TypeError(`retryAt is ${outcome.retryAt}`);
      } catch (error) {
        if (state === 'running')
          log.error(
            { error, delivery: hand.job.id, webhook: hand.job.lane },
            'a job’s handler failed; trying again later',
          );
        return undefined;
      }
    };
    const outcome = await new Promise<Outcome | undefined>((resolve) => {
      one.release = () => resolve(undefined);
      void asked().then(resolve);
    });
    isOpen = false;
    return outcome;
  };

  /** Writes down how a job ended, or that it did not; the job that the lane goes on with at once, if any. */
  const conclude = async (hand: Hand, outcome: Outcome | undefined, token: Token): Promise<Hand | undefined> => {
    if (outcome === undefined && state !== 'running') {
      await giveUp(token, { hand, isBegun: true });
      return undefined;
    }
    failpoint?.('result:before');
    const now = clock.now();
    const following = await persist(async () => {
      const goOn = state === 'running';
      if (outcome === undefined) return commands.leave(hand, { at: now, after: handlerPause, goOn });
      const { progress } = outcome;
      if ('retryAt' in outcome) return commands.leave(hand, { at: Math.round(outcome.retryAt), progress, goOn });
      return commands.end(hand, { state: outcome.state, progress, now, goOn });
    }, 'a job’s outcome cannot be written');
    failpoint?.('result:after');
    if (following?.isLost === true)
      log.warn(
        { delivery: hand.job.id, webhook: hand.job.lane },
        'a job’s outcome came too late: another worker has the job',
      );
    await offer(token.lane, following?.token);
    return following?.hand;
  };
  const giveUp = async (token: Token, given: { hand: Hand | undefined; isBegun: boolean }) =>
    offer(token.lane, await persist(async () => commands.pass(token, given), 'a job cannot be put back'));
  const offer = async (lane: string, token: string | undefined) => {
    if (token !== undefined && token !== '') await tokens.offer({ lane, token });
  };

  const workAlone = async (handler: JobHandler, token: Token) => {
    let hand: Hand | undefined;
    if (state === 'running') {
      hand = await persist(async () => commands.take(token), 'a lane’s next job cannot be read');
      if (hand === undefined) return;
    }
    while (hand !== undefined && state === 'running') {
      const one: Running = { controller: new AbortController(), release: () => undefined };
      running.add(one);
      const outcome = await ask(handler, hand, one);
      hand = await conclude(hand, outcome, token);
      running.delete(one);
      if (hand === undefined) {
        if (running.size === 0) idle?.();
        return;
      }
    }
    await giveUp(token, { hand, isBegun: false });
  };

  const settledWithin = async (ms: number) => {
    if (running.size === 0) return;
    await new Promise<void>((resolve) => {
      const callOff = clock.after(ms, resolve);
      idle = () => {
        callOff();
        resolve();
      };
    });
  };

  return {
    async work(handler, token) {
      // A lock lost while Redis was away brings the token back to a worker that still has the job in hand.
      for (let before = lanes.get(token.lane); before !== undefined; before = lanes.get(token.lane)) await before;
      const work = workAlone(handler, token);
      lanes.set(token.lane, work);
      await work;
      if (lanes.get(token.lane) === work) lanes.delete(token.lane);
    },
    async stop(graceMs) {
      state = 'stopping';
      await settledWithin(graceMs);
      for (const { controller } of running) controller.abort();
      await settledWithin(giveUpMs);
      state = 'closed';
      for (const { release } of running) release();
      await Promise.all(lanes.values());
    },
  };
};
