-- label: files what a comment is; the weightier word stands, a repeat changes nothing, what stood before is kept.
-- KEYS: 1 label  2 labels by time of the comment  3 how many of each
-- ARGV: 1 id  2 label (ham | spam, '' = take it away)  3 by  4 source  5 weight  6 at, ms  7 created, ms (0 = unknown)
--       8 document, JSON ('' = the comment's own)
-- Returns filed | same | flipped | outweighed | withdrawn | missing
local found = redis.call('HMGET', KEYS[1], 'label', 'by', 'source', 'weight', 'at', 'history')
local before = found[1]

local function remembered()
  local entry = cjson.encode({before, found[2] or '', found[3] or '', tonumber(found[5] or 0)})
  local history = found[6] or '[]'
  return history == '[]' and '[' .. entry .. ']' or history:sub(1, -2) .. ',' .. entry .. ']'
end

if ARGV[2] == '' then
  if not before then return 'missing' end
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
  tally(KEYS[3], before, '')
  return 'withdrawn'
end

if before then
  if tonumber(found[4] or 0) > tonumber(ARGV[5]) then return 'outweighed' end
  if before == ARGV[2] and found[3] == ARGV[4] then return 'same' end
  if before ~= ARGV[2] then redis.call('HSET', KEYS[1], 'history', remembered()) end
end

redis.call('HSET', KEYS[1], 'label', ARGV[2], 'by', ARGV[3], 'source', ARGV[4], 'weight', ARGV[5], 'at', ARGV[6],
  'created', ARGV[7])
if ARGV[8] ~= '' then redis.call('HSET', KEYS[1], 'document', ARGV[8]) end
redis.call('ZADD', KEYS[2], ARGV[7], ARGV[1])
tally(KEYS[3], before, ARGV[2])
if not before then return 'filed' end
return before == ARGV[2] and 'same' or 'flipped'
