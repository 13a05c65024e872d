-- settle: a claimed notice is done with, or waits for its next attempt, or is parked.
-- KEYS, all of one kind: 1 outbox, a stream  2 failed notices by time of the next attempt  3 addresses whose notice nobody has claimed
--       4 parked, a stream
-- ARGV: 1 entry  2 its deliveries at the claim  3 done | again | park  4 the notice as JSON  5 next attempt, ms
--       6 how many parked notices are kept
-- Returns 1; 0 where another sender has claimed it since, whose word counts
local pending = redis.call('XPENDING', KEYS[1], 'senders', ARGV[1], ARGV[1], '1')[1]
if not pending or pending[4] ~= tonumber(ARGV[2]) then return 0 end
redis.call('XACK', KEYS[1], 'senders', ARGV[1])
redis.call('XDEL', KEYS[1], ARGV[1])
if ARGV[3] == 'again' then
  local about = cjson.decode(ARGV[4])
  if redis.call('SADD', KEYS[3], about.to) == 1 then  -- else a newer one goes there anyway
    redis.call('ZADD', KEYS[2], ARGV[5], ARGV[4])
  end
elseif ARGV[3] == 'park' then
  redis.call('XADD', KEYS[4], 'MAXLEN', '~', ARGV[6], '*', 'notice', ARGV[4])
end
return 1
