-- note: one audit entry about a comment that stays where it is. A repeat is another entry.
-- KEYS: 1 comment  2 audit  3 history
-- ARGV: 1 id  2 action  3 by  4 at, ms  5 reasons, JSON
-- Returns 1; 0 where there is no such comment
local found = redis.call('HMGET', KEYS[1], 'status', 'version')
if not found[1] then return 0 end
local entry = redis.call('XADD', KEYS[2], '*', 'comment', ARGV[1], 'action', ARGV[2], 'from', found[1], 'to', found[1],
  'by', ARGV[3], 'at', ARGV[4], 'version', found[2], 'reasons', ARGV[5])
redis.call('RPUSH', KEYS[3], entry)
return 1
