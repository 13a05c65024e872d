-- lease: prolongs a lock, or gives it back, if it is still ours.
-- KEYS: 1 lock   ARGV: 1 our token  2 seconds from now (0 = give it back)
-- Returns 1 where it was ours, else 0
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '0' then return redis.call('DEL', KEYS[1]) end
return redis.call('EXPIRE', KEYS[1], ARGV[2])
