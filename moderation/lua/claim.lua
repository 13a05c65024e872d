-- claim: one notice is this sender's; what its sender left lying comes first, then what is due again, then what is new.
-- KEYS, all of one kind: 1 outbox, a stream  2 failed notices by time of the next attempt  3 addresses whose notice nobody has claimed
-- ARGV: 1 now, ms  2 how long a claim lies still before it counts as left, ms of the server's own clock
-- Returns {entry, deliveries, notice as JSON}; nothing where there is nothing to send
local GROUP, SENDER = 'senders', 'sender'
for _, notice in ipairs(redis.call('ZRANGE', KEYS[2], '-inf', ARGV[1], 'BYSCORE')) do
  redis.call('ZREM', KEYS[2], notice)
  redis.call('XADD', KEYS[1], '*', 'notice', notice)
end
if redis.call('EXISTS', KEYS[1]) == 0 then return {} end
if #redis.call('XINFO', 'GROUPS', KEYS[1]) == 0 then redis.call('XGROUP', 'CREATE', KEYS[1], GROUP, '0') end

local entry = redis.call('XAUTOCLAIM', KEYS[1], GROUP, SENDER, ARGV[2], '0', 'COUNT', '1')[2][1]
if not entry then
  local fresh = redis.call('XREADGROUP', 'GROUP', GROUP, SENDER, 'COUNT', '1', 'STREAMS', KEYS[1], '>')
  if not fresh then return {} end
  entry = fresh[1][2][1]
end
local id, notice = entry[1], entry[2][2]
local about = cjson.decode(notice)
redis.call('SREM', KEYS[3], about.to)
return {id, redis.call('XPENDING', KEYS[1], GROUP, id, id, '1')[1][4], notice}
