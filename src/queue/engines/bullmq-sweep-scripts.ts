/** The scripts that delete what is old, over the part that all scripts share. Times in ms. */
export const sweepScripts = (shared: string) => {
  /** Deletes a job that has ended, with its key when that was made before ARGV[2]; otherwise the key is forgotten ARGV[3] ms after it was made. */
  const dropping = `${shared}
local function drop(member)
  local job = B .. 'job:' .. idOf(member)
  local known = redis.call('HMGET', job, 'guildId', 'lane', 'state', 'key')
  redis.call('ZREM', B .. 'ended', member)
  redis.call('ZREM', B .. 'guild:' .. known[1], member)
  redis.call('ZREM', B .. 'of:' .. known[2], member)
  redis.call('ZREM', stateSet(known[1], known[3]), member)
  redis.call('DEL', job)
  if known[4] ~= '' then
    local at = tonumber(redis.call('HGET', known[4], 'at') or '0')
    if at < tonumber(ARGV[2]) then redis.call('DEL', known[4])
    else redis.call('ZADD', B .. 'forget', string.format('%.0f', at + ARGV[3]), known[4]) end
  end
end
`;

  /** Deletes up to ARGV[4] jobs that ended before ARGV[1]. */
  const sweepJobs = `${dropping}
local members = redis.call('ZRANGEBYSCORE', B .. 'ended', '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[4])
for _, member in ipairs(members) do drop(member) end
return {#members}
`;

  /** Looks at up to ARGV[4] jobs of the guild ARGV[1], from its ARGV[6]th oldest on, and deletes what has ended but for its newest ARGV[5]; how many it looked at and deleted. */
  const sweepGuild = `${dropping}
local all = B .. 'guild:' .. ARGV[1]
local last = math.min(ARGV[6] + ARGV[4], redis.call('ZCARD', all) - ARGV[5]) - 1
if last < tonumber(ARGV[6]) then return {0, 0} end
local members, deleted = redis.call('ZRANGE', all, ARGV[6], string.format('%.0f', last)), 0
for _, member in ipairs(members) do
  if redis.call('ZSCORE', B .. 'ended', member) then
    drop(member)
    deleted = deleted + 1
  end
end
return {#members, deleted}
`;

  const sweepKeys = `${shared}
local keys = redis.call('ZRANGEBYSCORE', B .. 'forget', '-inf', '(' .. ARGV[1], 'LIMIT', 0, ARGV[2])
for _, key in ipairs(keys) do
  redis.call('DEL', key)
  redis.call('ZREM', B .. 'forget', key)
end
return {#keys}
`;

  return { sweepJobs, sweepGuild, sweepKeys };
};
