-- check: remembers one check of another system's comment and counts it.
-- KEYS: 1 check  2 match  3 checks by time  4 usage of the month  5 author's checks (the check itself = nobody)
-- ARGV: 1 id  2 now, ms  3 life, s  4 blog  5 outcome counted: spam | ham  6.. fields of the check
-- Returns the calls of the month so far.
redis.call('HSET', KEYS[1], unpack(ARGV, 6))
redis.call('EXPIRE', KEYS[1], ARGV[3])
if KEYS[5] ~= KEYS[1] then
  redis.call('SADD', KEYS[5], ARGV[1])
  redis.call('EXPIRE', KEYS[5], ARGV[3])
end
redis.call('SET', KEYS[2], ARGV[1], 'EX', ARGV[3])
redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', ARGV[2] - ARGV[3] * 1000)
redis.call('ZADD', KEYS[3], ARGV[2], ARGV[1])
redis.call('HINCRBY', KEYS[4], ARGV[4] .. '|' .. ARGV[5], 1)
return redis.call('HINCRBY', KEYS[4], ARGV[4] .. '|api_calls', 1)
