-- correct: notes what somebody says a check should have said; the month's accuracy counts each check once, as last said.
-- KEYS: 1 check  2 usage of the month the check was made in
-- ARGV: 1 label: spam | ham | '' (taken back)  2 by  3 at, ms  4 blog
-- Returns the label said before, '' for none; false where the check is gone.
local found = redis.call('HMGET', KEYS[1], 'answer', 'label')
if not found[1] then return false end
local answer, before = found[1], found[2] or ''
if before == ARGV[1] then return before end

local function error_of(label)
  if label == 'spam' and answer == 'ham' then return 'missed_spam' end
  if label == 'ham' and answer == 'spam' then return 'false_positives' end
end
local undone, made = error_of(before), error_of(ARGV[1])
if undone then redis.call('HINCRBY', KEYS[2], ARGV[4] .. '|' .. undone, -1) end
if made then redis.call('HINCRBY', KEYS[2], ARGV[4] .. '|' .. made, 1) end
redis.call('HSET', KEYS[1], 'label', ARGV[1], 'by', ARGV[2], 'at', ARGV[3])
redis.call('HSET', KEYS[1], 'history', (redis.call('HGET', KEYS[1], 'history') or '') .. ARGV[3] .. ' ' .. ARGV[1] .. ' ' .. ARGV[2] .. '\n')
return before
