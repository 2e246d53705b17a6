import type { Logger } from '../../logger.ts';
import type { JobCounts, MovedJob, MovedKey } from '../moved-job.ts';
import { connectRedis, redisError } from './bullmq-connection.ts';

/*
 * Writes jobs as the scripts of bullmq-scripts.ts leave them; the keys are told there. A job that is there stays as it is.
 * A lane's token gets into the queue with the upkeep of the first process that works.
 */
const keyName = `
local function keyOf(lane, key) return KEYS[1] .. 'key:' .. #lane .. ':' .. lane .. ':' .. key end
`;

const loadJob = `${keyName}
local B = KEYS[1]
local id, guild, lane, payload, progress, state = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local createdAt, runAt, finishedAt, bytes, place = ARGV[7], ARGV[8], ARGV[9], ARGV[10], ARGV[11]
local job = B .. 'job:' .. id
if redis.call('EXISTS', job) == 1 then return 0 end
local key = ''
if ARGV[13] ~= '' then
  key = keyOf(lane, string.sub(ARGV[13], 2))
  if redis.call('EXISTS', key) == 1 then key = ''
  else redis.call('HSET', key, 'id', id, 'fingerprint', ARGV[14], 'at', ARGV[15]) end
end
local seq = redis.call('INCR', B .. 'seq')
local member = string.format('%016.0f', seq) .. ':' .. id
redis.call('HSET', job, 'id', id, 'guildId', guild, 'lane', lane, 'payload', payload, 'progress', progress,
  'state', state, 'createdAt', createdAt, 'runAt', runAt, 'member', member, 'bytes', bytes, 'attempt', 0, 'score', seq, 'key', key)
redis.call('ZADD', B .. 'guild:' .. guild, seq, member)
redis.call('ZADD', B .. 'of:' .. lane, seq, member)
redis.call('ZADD', B .. 'state:' .. state .. ':' .. guild, seq, member)
if place == 'ended' then
  redis.call('HSET', job, 'finishedAt', finishedAt)
  redis.call('ZADD', B .. 'ended', finishedAt, member)
  return 1
end
redis.call('INCRBY', B .. 'bytes', bytes)
redis.call('HINCRBY', B .. 'guildJobs', guild, 1)
redis.call('HINCRBY', B .. 'guildBytes', guild, bytes)
if ARGV[12] ~= '' then redis.call('HSET', job, 'cut', 1) end
if place == 'retrying' then
  redis.call('ZADD', B .. 'retry', runAt, member)
  return 1
end
redis.call('ZADD', B .. 'lane:' .. lane, seq, member)
redis.call('ZADD', B .. 'waiting', createdAt, member)
if redis.call('HEXISTS', B .. 'token', lane) == 0 then
  redis.call('HSET', B .. 'token', lane, string.format('%.0f', redis.call('INCR', B .. 'tokens')))
end
return 1
`;

const loadKey = `${keyName}
local key = keyOf(ARGV[1], ARGV[2])
if redis.call('EXISTS', key) == 1 then return 0 end
redis.call('HSET', key, 'id', ARGV[4], 'fingerprint', ARGV[3], 'at', ARGV[5])
redis.call('ZADD', KEYS[1] .. 'forget', ARGV[6], key)
return 1
`;

/** So much (characters of payloads) is sent at once, so that Redis answers in time. */
const mostAtOnce = 1_000_000;

/** Brings jobs into the queue in Redis, beside those that are there. All reject with AppError `storage-unavailable`. */
export type BullLoad = {
  /** Adds jobs in this order, each wholly or not at all; how many were not there before. */
  addJobs(jobs: readonly MovedJob[]): Promise<number>;
  /** Adds keys; how many were not there before. */
  addKeys(keys: readonly MovedKey[]): Promise<number>;
  counts(): Promise<JobCounts>;
  close(): void;
};

/** What {@link openBullLoad} needs; as the engine's options of these names. */
export type BullLoadOptions = { redisUrl: string; prefix?: string; log: Logger };

/** Connects to the queue in Redis or Valkey. */
export const openBullLoad = async ({ redisUrl, prefix = 'guildhook', log }: BullLoadOptions): Promise<BullLoad> => {
  const { client, close } = await connectRedis({ redisUrl, log, failFast: true });
  const base = `{${prefix}}:queue:`;
  const run = async (script: string, calls: (string | number)[][]): Promise<number> => {
    try {
      // Redis carries out what one connection sends in the order in which it was sent.
      const answers = await Promise.all(calls.map(async (values) => client.eval(script, 1, base, ...values)));
      return answers.filter((answer) => answer === 1).length;
    } catch (error) {
      throw redisError(error);
    }
  };
  const valuesOf = ({ job, isRetrying, idempotency }: MovedJob): (string | number)[] => [
    job.id,
    job.guildId,
    job.lane,
    job.payload,
    job.progress,
    job.state,
    job.createdAt,
    job.runAt,
    job.finishedAt ?? '',
    Buffer.byteLength(job.payload),
    job.state === 'queued' ? (isRetrying ? 'retrying' : 'waiting') : 'ended',
    job.interrupted === true ? 1 : '',
    idempotency === undefined ? '' : `=${idempotency.key}`,
    idempotency?.fingerprint ?? '',
    idempotency?.at ?? '',
  ];

  return {
    async addJobs(jobs) {
      let added = 0;
      let calls: (string | number)[][] = [];
      let size = 0;
      for (const moved of jobs) {
        calls.push(valuesOf(moved));
        size += moved.job.payload.length;
        if (size < mostAtOnce) continue;
        added += await run(loadJob, calls);
        [calls, size] = [[], 0];
      }
      return added + (await run(loadJob, calls));
    },
    addKeys: async (keys) =>
      run(
        loadKey,
        keys.map(({ lane, key, fingerprint, jobId, at, forgetAt }) => [lane, key, fingerprint, jobId, at, forgetAt]),
      ),
    async counts() {
      try {
        const [waiting, inHand, retry, due, ended] = await Promise.all([
          client.zcard(`${base}waiting`),
          client.hlen(`${base}current`),
          client.zcard(`${base}retry`),
          client.zcard(`${base}due`),
          client.zcard(`${base}ended`),
        ]);
        return { waiting: waiting + inHand, retrying: retry + due, ended };
      } catch (error) {
        throw redisError(error);
      }
    },
    close,
  };
};
