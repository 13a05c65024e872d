-- resend: what is parked, and what waits for its next attempt, is in the outbox again as if it were new.
-- KEYS, all of one kind: 1 outbox, a stream  2 failed notices by time of the next attempt  3 addresses whose notice nobody has claimed
--       4 parked, a stream
-- Returns how many notices are in the outbox because of this
local waiting, moved = redis.call('ZRANGE', KEYS[2], 0, -1), 0
local function move(notice)
  local about = cjson.decode(notice)
  about.attempts = 0
  redis.call('XADD', KEYS[1], '*', 'notice', cjson.encode(about))
  moved = moved + 1
end
for _, notice in ipairs(waiting) do move(notice) end
for _, entry in ipairs(redis.call('XRANGE', KEYS[4], '-', '+')) do
  local about = cjson.decode(entry[2][2])
  if redis.call('SADD', KEYS[3], about.to) == 1 then move(entry[2][2]) end
end
redis.call('DEL', KEYS[2], KEYS[4])
return moved
