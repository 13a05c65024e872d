-- dispatch: what has waited long enough becomes one notice a destination in the outbox; an empty queue tells nobody.
-- KEYS: 1 due  2 pending comments by time  3 outbox of mails, a stream  4 addresses whose mail nobody has claimed yet
--       5, 6 the same of webhooks
-- ARGV: 1 the time read from due  2 now, ms  3 id of this digest  4.. kind and address of each destination
-- Returns how many notices were written: none where another sender was faster
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('DEL', KEYS[1])
if redis.call('ZCARD', KEYS[2]) == 0 then return 0 end
local FIRST = {mail = 3, webhook = 5}
local written = 0
for i = 4, #ARGV, 2 do
  local kind, to = ARGV[i], ARGV[i + 1]
  if redis.call('SADD', KEYS[FIRST[kind] + 1], to) == 1 then  -- else the one that still lies there will tell of all
    local notice = {id = ARGV[3] .. '.' .. (i - 4) / 2, kind = kind, to = to, at = tonumber(ARGV[2]), attempts = 0}
    redis.call('XADD', KEYS[FIRST[kind]], '*', 'notice', cjson.encode(notice))
    written = written + 1
  end
end
return written
