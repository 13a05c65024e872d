-- move: gives a comment another status, its seat, its counters and one audit entry; refuses a version no longer current.
-- KEYS: 1 comment  2-5 queues by time: pending approved spam rejected  6-9 the same by score  10 thread
--       11 replies of the root  12 article  13 author  14 acquaintance  15 audit  16 history  17 page  18 root comment
--       19 counters of the day
-- ARGV: 1 id  2 version the ruler saw ('' = whatever it is)  3 status  4 by  5 at, ms  6 reasons, JSON
-- Returns {moved | same | stale | missing, version, status, by, at}
local QUEUES = {pending = 2, approved = 3, spam = 4, rejected = 5}
local id, status, by, at = ARGV[1], ARGV[3], ARGV[4], ARGV[5]

local found = redis.call('HMGET', KEYS[1], 'status', 'version', 'created', 'score', 'root', 'by', 'decided')
local before, version, created, score, root = found[1], found[2], found[3], found[4], found[5] or ''
if not before then return {'missing', '0', '', '', ''} end
if ARGV[2] ~= '' and ARGV[2] ~= version then
  local outcome = (before == status and found[6] == by) and 'same' or 'stale'
  return {outcome, version, before, found[6] or '', found[7] or ''}
end

version = redis.call('HINCRBY', KEYS[1], 'version', 1)
redis.call('HSET', KEYS[1], 'status', status, 'by', by, 'decided', at, 'reasons', ARGV[6])

if before ~= status then
  redis.call('ZREM', KEYS[QUEUES[before]], id)
  redis.call('ZREM', KEYS[QUEUES[before] + 4], id)
  redis.call('ZADD', KEYS[QUEUES[status]], created, id)
  if score and score ~= '' then redis.call('ZADD', KEYS[QUEUES[status] + 4], score, id) end
  for _, key in ipairs({KEYS[13], KEYS[14]}) do
    if key ~= KEYS[1] then
      redis.call('HINCRBY', key, before, -1)
      redis.call('HINCRBY', key, status, 1)
    end
  end
end

-- 'trusted' counts approvals by people: the only ones that let a known author pass
local trusted = redis.call('HGET', KEYS[1], 'trusted') == '1'
local trusts = status == 'approved' and by ~= ''
if trusted ~= trusts then
  redis.call('HSET', KEYS[1], 'trusted', trusts and '1' or '0')
  if KEYS[14] ~= KEYS[1] then redis.call('HINCRBY', KEYS[14], 'trusted', trusts and 1 or -1) end
end

if (before == 'approved') ~= (status == 'approved') then
  place(KEYS[18], KEYS[10], KEYS[11], created, id, root, status == 'approved')
  redis.call('HINCRBY', KEYS[12], 'approved', status == 'approved' and 1 or -1)
  redis.call('HINCRBY', KEYS[12], 'revision', 1)
  redis.call('DEL', KEYS[17])
end

redis.call('HINCRBY', KEYS[19], 'ruled:' .. status, 1)
local entry = redis.call('XADD', KEYS[15], '*', 'comment', id, 'from', before, 'to', status, 'by', by, 'at', at,
  'version', tostring(version), 'reasons', ARGV[6])
redis.call('RPUSH', KEYS[16], entry)
return {'moved', tostring(version), status, by, at}
