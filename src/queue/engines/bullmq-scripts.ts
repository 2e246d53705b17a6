import { sweepScripts } from './bullmq-sweep-scripts.ts';

/** A job's fields as they are stored, in this order. */
export const jobFields = [
  'id',
  'guildId',
  'lane',
  'payload',
  'progress',
  'state',
  'createdAt',
  'runAt',
  'finishedAt',
] as const;

/*
 * The engine's writes to Redis or Valkey. Each is one Lua script and so one indivisible step, also in the append-only file:
 * https://redis.io/docs/latest/develop/programmability/eval-intro/
 *
 * All keys begin with KEYS[1]:
 *   job:<id>     hash    the job; `attempt` counts how often it was handed out and fences off whoever had it before,
 *                        `score` is its place in its lane, `cut` says that it was in hand when a program stopped
 *   key:…        hash    an idempotency key
 *   lane:<lane>  zset    who waits in a lane: what is due (score below 0) before what was never tried (score: its number)
 *   current      hash    lane → the job in hand
 *   token        hash    lane → the number of its only valid token; there is one exactly while the lane has work
 *   waiting      zset    never tried yet, since when;  due: to be tried again, since when;  retry: not yet due, until when
 *   guildJobs, guildBytes   hash   how much of each guild has not ended
 *   guild:…, state:…, of:…  zset   what was ever added and not swept: of a guild, of a guild in one state, of a lane
 *   ended, forget           zset   jobs by their end; idempotency keys whose job was swept, by when they are forgotten
 * A member is the job's number (16 digits), a colon and its id.
 */
const shared = `
local B = KEYS[1]
local fields = {${jobFields.map((name) => `'${name}'`).join(', ')}}
local function first(set)
  return redis.call('ZRANGE', B .. set, 0, 0, 'WITHSCORES')[2] or ''
end
local function counts()
  return {
    redis.call('ZCARD', B .. 'waiting'), redis.call('HLEN', B .. 'current'),
    redis.call('ZCARD', B .. 'retry') + redis.call('ZCARD', B .. 'due'),
    redis.call('GET', B .. 'bytes') or '0', first('waiting'), first('due'), first('retry')
  }
end
local function issue(lane)
  local token = string.format('%.0f', redis.call('INCR', B .. 'tokens'))
  redis.call('HSET', B .. 'token', lane, token)
  return token
end
local function idOf(member) return string.sub(member, 18) end
local function stateSet(guild, state) return B .. 'state:' .. state .. ':' .. guild end
`;

/** Hands out a lane's next job, `undefined` when there is none: member, attempt, whether it was interrupted, its fields. */
const handing = `${shared}
local function hand(lane)
  local member = redis.call('HGET', B .. 'current', lane)
  local interrupted = member and 1 or 0
  if not member then
    member = redis.call('ZRANGE', B .. 'lane:' .. lane, 0, 0)[1]
    if not member then return nil end
    redis.call('ZREM', B .. 'lane:' .. lane, member)
    redis.call('ZREM', B .. 'waiting', member)
    redis.call('ZREM', B .. 'due', member)
    redis.call('HSET', B .. 'current', lane, member)
    interrupted = redis.call('HEXISTS', B .. 'job:' .. idOf(member), 'cut')
  end
  local job = B .. 'job:' .. idOf(member)
  local attempt = redis.call('HINCRBY', job, 'attempt', 1)
  return {member, attempt, interrupted, redis.call('HMGET', job, unpack(fields))}
end
`;

/**
 * Whether the caller still has the job, and what both outcomes have in common. ARGV[4] is the list of tokens that wait:
 * when nobody does, the lane goes on with its next job at once; otherwise, or when it is empty, its new token queues up.
 */
const outcome = `${handing}
local lane, member, attempt = ARGV[1], ARGV[2], ARGV[3]
local job = B .. 'job:' .. idOf(member)
local function inHand()
  return redis.call('HGET', B .. 'current', lane) == member and redis.call('HGET', job, 'attempt') == attempt
end
local function next()
  redis.call('HDEL', job, 'failures', 'cut')
  redis.call('HDEL', B .. 'current', lane)
  if redis.call('EXISTS', B .. 'lane:' .. lane) == 0 then
    redis.call('HDEL', B .. 'token', lane)
    return ''
  end
  if ARGV[4] == '' or redis.call('LLEN', ARGV[4]) > 0 then return issue(lane) end
  return hand(lane)
end
`;

const add = `${shared}
local id, guild, lane, payload, bytes, now = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5], ARGV[6]
local key = ARGV[9] ~= '' and (B .. 'key:' .. #lane .. ':' .. lane .. ':' .. string.sub(ARGV[9], 2)) or ''
if key ~= '' then
  local known = redis.call('HMGET', key, 'id', 'fingerprint')
  if known[1] then return {known[2] == ARGV[10] and 'duplicate' or 'conflict', known[1], '', counts()} end
end
if redis.call('EXISTS', B .. 'job:' .. id) == 1 then return {'refused', id, '', counts()} end
local load = redis.call('HGET', B .. 'guildJobs', guild)
if load and (tonumber(load) >= tonumber(ARGV[11]) or redis.call('HGET', B .. 'guildBytes', guild) + bytes > tonumber(ARGV[12])) then
  return {'guild full', id, '', counts()}
end
local c = counts()
if c[1] + c[2] + c[3] >= tonumber(ARGV[7]) or c[4] + bytes > tonumber(ARGV[8]) then return {'full', id, '', c} end
local seq = redis.call('INCR', B .. 'seq')
local member = string.format('%016.0f', seq) .. ':' .. id
redis.call('HSET', B .. 'job:' .. id, 'id', id, 'guildId', guild, 'lane', lane, 'payload', payload, 'progress', '',
  'state', 'queued', 'createdAt', now, 'runAt', now, 'member', member, 'bytes', bytes, 'attempt', 0, 'score', seq, 'key', key)
if key ~= '' then redis.call('HSET', key, 'id', id, 'fingerprint', ARGV[10], 'at', now) end
redis.call('ZADD', B .. 'lane:' .. lane, seq, member)
redis.call('ZADD', B .. 'waiting', now, member)
redis.call('ZADD', B .. 'guild:' .. guild, seq, member)
redis.call('ZADD', B .. 'of:' .. lane, seq, member)
redis.call('ZADD', stateSet(guild, 'queued'), seq, member)
redis.call('INCRBY', B .. 'bytes', bytes)
redis.call('HINCRBY', B .. 'guildJobs', guild, 1)
redis.call('HINCRBY', B .. 'guildBytes', guild, bytes)
local token = redis.call('HEXISTS', B .. 'token', lane) == 0 and issue(lane) or ''
return {'added', id, token, counts()}
`;

const take = `${handing}
local lane, token = ARGV[1], ARGV[2]
if redis.call('HGET', B .. 'token', lane) ~= token then return {false, counts()} end
local taken = hand(lane)
if not taken then redis.call('HDEL', B .. 'token', lane) end
return {taken or false, counts()}
`;

const save = `${outcome}
if not inHand() then return {'lost'} end
redis.call('HSET', job, 'progress', ARGV[5])
return {'saved'}
`;

const end = `${outcome}
local known = redis.call('HMGET', job, 'guildId', 'state', 'attempt', 'bytes')
if not inHand() then
  return {known[2] and known[2] ~= 'queued' and known[3] == attempt and 'written' or 'lost', '', counts()}
end
local seq = tonumber(string.sub(member, 1, 16))
redis.call('HSET', job, 'state', ARGV[5], 'progress', ARGV[6], 'finishedAt', ARGV[7])
redis.call('ZREM', stateSet(known[1], 'queued'), member)
redis.call('ZADD', stateSet(known[1], ARGV[5]), seq, member)
redis.call('ZADD', B .. 'ended', ARGV[7], member)
redis.call('DECRBY', B .. 'bytes', known[4])
if redis.call('HINCRBY', B .. 'guildJobs', known[1], -1) <= 0 then
  redis.call('HDEL', B .. 'guildJobs', known[1])
  redis.call('HDEL', B .. 'guildBytes', known[1])
else
  redis.call('HINCRBY', B .. 'guildBytes', known[1], 0 - known[4])
end
local following = next()
redis.call('PUBLISH', B .. 'ended:' .. idOf(member), '')
return {'written', following, counts()}
`;

/** ARGV[5] is when to try again; with ARGV[7] when the handler failed: each further failure in a row waits twice as long, ARGV[8] at most. */
const leave = `${outcome}
if not inHand() then return {'lost', '', counts()} end
local runAt, failures = tonumber(ARGV[5]), nil
if ARGV[7] == '' then
  redis.call('HSET', job, 'progress', ARGV[6])
else
  failures = redis.call('HINCRBY', job, 'failures', 1)
  runAt = runAt + math.min(tonumber(ARGV[7]) * 2 ^ (failures - 1), tonumber(ARGV[8]))
end
runAt = string.format('%.0f', runAt)
redis.call('HSET', job, 'runAt', runAt)
redis.call('ZADD', B .. 'retry', runAt, member)
local following = next()
if failures then redis.call('HSET', job, 'failures', failures) end
return {'written', following, counts()}
`;

/** Brings up to ARGV[2] jobs back to their lanes whose time has come by ARGV[1]. */
const due = `${shared}
local tokens = {}
for _, member in ipairs(redis.call('ZRANGEBYSCORE', B .. 'retry', '-inf', ARGV[1], 'LIMIT', 0, ARGV[2])) do
  local found = redis.call('HMGET', B .. 'job:' .. idOf(member), 'lane', 'runAt')
  redis.call('ZREM', B .. 'retry', member)
  if found[1] then
    local score = string.format('%.0f', tonumber(found[2]) - 1e15)
    redis.call('HSET', B .. 'job:' .. idOf(member), 'score', score)
    redis.call('ZADD', B .. 'lane:' .. found[1], score, member)
    redis.call('ZADD', B .. 'due', found[2], member)
    if redis.call('HEXISTS', B .. 'token', found[1]) == 0 then
      tokens[#tokens + 1] = found[1]
      tokens[#tokens + 1] = issue(found[1])
    end
  end
end
return {tokens, counts()}
`;

/**
 * A new token for a lane whose token is about to end although the lane has work. What was in hand (ARGV[4] says whether it was
 * begun) goes back to its place in the lane, or stays at its head when it has got somewhere.
 */
const pass = `${shared}
local lane = ARGV[1]
if redis.call('HGET', B .. 'token', lane) ~= ARGV[2] then return {'', counts()} end
local member = redis.call('HGET', B .. 'current', lane)
if member and member == ARGV[3] then
  local job = B .. 'job:' .. idOf(member)
  local known = redis.call('HMGET', job, 'progress', 'score', 'runAt')
  if ARGV[4] == '' or known[1] == '' then
    redis.call('HDEL', B .. 'current', lane)
    redis.call('ZADD', B .. 'lane:' .. lane, known[2], member)
    redis.call('ZADD', B .. (tonumber(known[2]) < 0 and 'due' or 'waiting'), known[3], member)
    if ARGV[4] ~= '' then redis.call('HSET', job, 'cut', 1) end
  end
end
return {issue(lane), counts()}
`;

/** Looks through some lanes for those whose token never reached the queue; ARGV[1] is where to go on, ARGV[2] begins a token's key. */
const mend = `${shared}
local found = redis.call('HSCAN', B .. 'token', ARGV[1], 'COUNT', 500)
local tokens = {}
for i = 1, #found[2], 2 do
  local lane, token = found[2][i], found[2][i + 1]
  if redis.call('EXISTS', ARGV[2] .. token) == 0 and redis.call('HGET', B .. 'token', lane) == token then
    tokens[#tokens + 1] = lane
    tokens[#tokens + 1] = issue(lane)
  end
end
return {found[1], tokens, counts()}
`;

const look = `${shared}
return counts()
`;

/** Every script by its name. */
export const scripts = {
  add,
  take,
  save,
  end,
  leave,
  due,
  pass,
  mend,
  ...sweepScripts(shared),
  look,
} as const;

/** The name of a script. */
export type ScriptName = keyof typeof scripts;
