import { createHash } from 'node:crypto';
import type { Redis } from 'ioredis';
import { AppError } from '../../errors.ts';
import { endStates, type Added, type EndState, type Job, type NewJob, type QueueLimits } from '../job-engine.ts';
import { redisError } from './bullmq-connection.ts';
import { scripts, type ScriptName } from './bullmq-scripts.ts';

/** The right to carry out one job of a lane: only the lane's newest token counts. */
export type Token = { lane: string; token: string };

/** What every write tells of the whole queue; `next` is when the next job comes back, `since` since when the oldest waits (ms since 1970). */
export type Counts = { waiting: number; active: number; retrying: number; bytes: number; since: number; next: number };

/** A job in hand; `member` and `attempt` prove it. */
export type Hand = { member: string; attempt: string; lane: string; job: Job };

/** What follows in a lane after a job: its next job, its next token, or nothing. `isLost` when the job is in other hands: nothing was written. */
export type Following = { isLost: boolean; hand?: Hand; token?: string };

/** The engine's writes; each is one step in Redis and rejects with `storage-unavailable` when that fails. */
export type Commands = {
  add(
    job: NewJob,
    options: { size: number; now: number; limits: QueueLimits },
  ): Promise<{
    status: Added['status'] | 'refused' | 'full' | 'guild full';
    id: string;
    token: string;
  }>;
  /** The lane's next job; `undefined` when the token no longer counts or the lane is empty. */
  take(token: Token): Promise<Hand | undefined>;
  /** Whether the job is still in that hand. */
  save(hand: Hand, progress: string): Promise<boolean>;
  /** Writes the end down. With `goOn` the lane's next job comes at once when no other lane waits for its turn. */
  end(hand: Hand, end: { state: EndState; progress: string; now: number; goOn: boolean }): Promise<Following>;
  /** As {@link Commands.end}; `after` instead of progress when the handler failed: then `at` is now and the wait grows. */
  leave(
    hand: Hand,
    back: { at: number; goOn: boolean } & ({ progress: string } | { after: { firstMs: number; longestMs: number } }),
  ): Promise<Following>;
  /** Brings some jobs back whose time has come; the tokens of lanes that had none. */
  due(now: number, limit: number): Promise<Token[]>;
  /** Gives a lane's turn up; what was in hand goes back, as begun or not. The lane's next token, `''` when it needs none. */
  pass(token: Token, given: { hand: Hand | undefined; isBegun: boolean }): Promise<string>;
  /** One step through the lanes with work: new tokens for those whose token is not in the queue. `cursor` is `'0'` at first and at the end. */
  mend(cursor: string): Promise<{ cursor: string; tokens: Token[] }>;
  sweepJobs(options: { endedBefore: number; keysBefore: number; keepKeysMs: number; limit: number }): Promise<number>;
  /** Looks at some jobs of a guild from its `from`th oldest on, but not at its newest `keep`, and deletes what has ended. */
  sweepGuild(options: {
    guildId: string;
    keysBefore: number;
    keepKeysMs: number;
    limit: number;
    keep: number;
    from: number;
  }): Promise<{ seen: number; deleted: number }>;
  sweepKeys(now: number, limit: number): Promise<number>;
  look(): Promise<void>;
};

const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const timeOf = (value: unknown): number => (textOf(value) === '' ? Infinity : Number(value));

/** A job from the values of {@link jobFields}; `undefined` when there is none. */
export const toJob = (values: unknown): Job | undefined => {
  const [id, guildId, lane, payload, progress, state, createdAt, runAt, finishedAt] = listOf(values);
  if (typeof id !== 'string') return undefined;
  return {
    id,
    guildId: textOf(guildId),
    lane: textOf(lane),
    payload: textOf(payload),
    progress: textOf(progress),
    state: endStates.find((name) => name === state) ?? 'queued',
    createdAt: Number(createdAt),
    runAt: Number(runAt),
    finishedAt: typeof finishedAt === 'string' ? Number(finishedAt) : undefined,
  };
};

const toTokens = (value: unknown): Token[] => {
  const list = listOf(value).map(textOf);
  return list.flatMap((lane, index) => (index % 2 === 0 ? [{ lane, token: list[index + 1] ?? '' }] : []));
};

const shas = Object.fromEntries(
  Object.entries(scripts).map(([name, text]) => [name, createHash('sha1').update(text).digest('hex')]),
);

/** What {@link createCommands} needs. */
export type CommandsOptions = {
  client: Redis;
  /** What all keys begin with. */
  base: string;
  /** The keys of BullMQ's tokens: the list of those that wait, and what begins the key of each. */
  tokens: { waiting: string; each: string };
  /** Hears what each write told of the queue. */
  counted(counts: Counts): void;
};

/** The commands over one connection. */
export const createCommands = ({ client, base, tokens, counted }: CommandsOptions): Commands => {
  // Redis forgets its scripts when it restarts: https://redis.io/docs/latest/commands/script-load/
  const load = () => {
    for (const text of Object.values(scripts)) client.script('LOAD', text).catch(() => undefined);
  };
  client.on('ready', load);
  if (client.status === 'ready') load();

  const call = async (name: ScriptName, ...values: (string | number)[]): Promise<unknown[]> => {
    try {
      try {
        return listOf(await client.evalsha(shas[name] ?? '', 1, base, ...values));
      } catch (error) {
        if (!(error instanceof Error && error.message.startsWith('NOSCRIPT'))) throw error;
        return listOf(await client.eval(scripts[name], 1, base, ...values));
      }
    } catch (error) {
      throw redisError(error);
    }
  };
  const count = (value: unknown) => {
    const [waiting, active, retrying, bytes, waitingSince, dueSince, next] = listOf(value);
    counted({
      waiting: Number(waiting),
      active: Number(active),
      retrying: Number(retrying),
      bytes: Number(bytes),
      since: Math.min(timeOf(waitingSince), timeOf(dueSince)),
      next: timeOf(next),
    });
  };
  const toHand = (lane: string, value: unknown): Hand | undefined => {
    const [member, attempt, interrupted, values] = listOf(value);
    if (member === undefined) return undefined;
    const job = toJob(values);
    if (job === undefined)
      throw new AppError('internal', `The queue holds no job ${textOf(member)}, which waits in lane ${lane}.`);
    if (interrupted === 1) job.interrupted = true;
    return { member: textOf(member), attempt: textOf(attempt), lane, job };
  };
  const write = async (name: 'end' | 'leave', hand: Hand, goOn: boolean, values: (string | number)[]) => {
    const { lane, member, attempt } = hand;
    const [status, next, counts] = await call(name, lane, member, attempt, goOn ? tokens.waiting : '', ...values);
    count(counts);
    if (status === 'lost') return { isLost: true };
    const following = toHand(lane, next);
    if (following !== undefined) return { isLost: false, hand: following };
    return textOf(next) === '' ? { isLost: false } : { isLost: false, token: textOf(next) };
  };

  return {
    async add({ id, guildId, lane, payload, idempotency }, { size, now, limits }) {
      const key = idempotency === undefined ? '' : `=${idempotency.key}`;
      const [status, knownId, token, counts] = await call(
        'add',
        id,
        guildId,
        lane,
        payload,
        size,
        now,
        limits.jobs,
        limits.bytes,
        key,
        idempotency?.fingerprint ?? '',
        limits.guild?.jobs ?? Number.MAX_SAFE_INTEGER,
        limits.guild?.bytes ?? Number.MAX_SAFE_INTEGER,
      );
      count(counts);
      const known = (['added', 'duplicate', 'conflict', 'full', 'guild full', 'refused'] as const).find(
        (name) => name === status,
      );
      if (known === undefined) throw redisError(new Error(`add gave ${textOf(status)}`));
      return { status: known, id: textOf(knownId), token: textOf(token) };
    },
    async take({ lane, token }) {
      const [taken, counts] = await call('take', lane, token);
      count(counts);
      return toHand(lane, taken);
    },
    async save({ lane, member, attempt }, progress) {
      const [status] = await call('save', lane, member, attempt, '', progress);
      return status === 'saved';
    },
    end: async (hand, { state, progress, now, goOn }) => write('end', hand, goOn, [state, progress, now]),
    leave: async (hand, back) =>
      'after' in back
        ? write('leave', hand, back.goOn, [back.at, '', back.after.firstMs, back.after.longestMs])
        : write('leave', hand, back.goOn, [back.at, back.progress, '', '']),
    async due(now, limit) {
      const [tokens, counts] = await call('due', now, limit);
      count(counts);
      return toTokens(tokens);
    },
    async pass({ lane, token }, { hand, isBegun }) {
      const [next, counts] = await call('pass', lane, token, hand?.member ?? '', isBegun ? 1 : '');
      count(counts);
      return textOf(next);
    },
    async mend(cursor) {
      const [next, found, counts] = await call('mend', cursor, tokens.each);
      count(counts);
      return { cursor: textOf(next), tokens: toTokens(found) };
    },
    sweepJobs: async ({ endedBefore, keysBefore, keepKeysMs, limit }) =>
      Number((await call('sweepJobs', endedBefore, keysBefore, keepKeysMs, limit))[0]),
    async sweepGuild({ guildId, keysBefore, keepKeysMs, limit, keep, from }) {
      const [seen, deleted] = await call('sweepGuild', guildId, keysBefore, keepKeysMs, limit, keep, from);
      return { seen: Number(seen), deleted: Number(deleted) };
    },
    sweepKeys: async (now, limit) => Number((await call('sweepKeys', now, limit))[0]),
    look: async () => count(await call('look')),
  };
};
