-- erase: forgets one comment and all that hangs on it, or (anonymise) only who wrote it. A repeat changes nothing.
-- A root that may have replies leaves an empty stone, so that they keep their place; it says nothing of anybody.
-- KEYS: 1-18 as move  19 author's comments  20 label  21 labels by time  22 gold  23 open appeals  24 network  25 said
--       26 erased ids  27 article's comments  28 how many labels of each
-- ARGV: 1 id  2 erase | anonymise | expire  3 who  4 at, ms  5 document left in the label ('' = none)
--       6 version that was found to be past its time ('' = whichever stands)
-- Returns {done | missing | moved, when the comment was labelled, ms ('' = never)}
local QUEUES = {pending = 2, approved = 3, spam = 4, rejected = 5}
local id, how = ARGV[1], ARGV[2]
local found = redis.call('HMGET', KEYS[1], 'status', 'created', 'root', 'version', 'article', 'erased')
local status, created, root, version = found[1], found[2], found[3] or '', found[4]
if not status or found[6] then return {'missing', ''} end
if ARGV[6] ~= '' and ARGV[6] ~= version then return {'moved', ''} end
local labelled = redis.call('HGET', KEYS[20], 'at') or ''

for _, key in ipairs({KEYS[13], KEYS[14]}) do
  if key ~= KEYS[1] then
    redis.call('HINCRBY', key, status, -1)
    if key == KEYS[14] and redis.call('HGET', KEYS[1], 'trusted') == '1' then redis.call('HINCRBY', key, 'trusted', -1) end
    local left = 0
    for _, count in ipairs(redis.call('HVALS', key)) do left = left + math.max(0, tonumber(count)) end
    if left == 0 then redis.call('DEL', key) end
  end
end
if KEYS[19] ~= KEYS[1] then redis.call('ZREM', KEYS[19], id) end
redis.call('DEL', KEYS[24], KEYS[25], KEYS[17])
if status == 'approved' then redis.call('HINCRBY', KEYS[12], 'revision', 1) end

if how == 'anonymise' then
  redis.call('HDEL', KEYS[1], 'author', 'website', 'sealed', 'domain', 'fingerprint', 'acquaintance', 'clues', 'past', 'trusted')
  if redis.call('HEXISTS', KEYS[20], 'document') == 1 then redis.call('HSET', KEYS[20], 'document', ARGV[5]) end
else
  redis.call('ZREM', KEYS[QUEUES[status]], id)
  redis.call('ZREM', KEYS[QUEUES[status] + 4], id)
  redis.call('ZREM', KEYS[27], id)
  local stays = root == '' and (status == 'approved' or tonumber(version) > 1 or redis.call('ZCARD', KEYS[11]) > 0)
  if stays then redis.call('HSET', KEYS[1], 'status', 'rejected') end
  if status == 'approved' then
    place(KEYS[18], KEYS[10], KEYS[11], created, id, root, false)
    redis.call('HINCRBY', KEYS[12], 'approved', -1)
  end
  tally(KEYS[28], redis.call('HGET', KEYS[20], 'label'), '')
  redis.call('DEL', KEYS[1], KEYS[20])
  redis.call('ZREM', KEYS[21], id)
  redis.call('SREM', KEYS[22], id)
  redis.call('ZREM', KEYS[23], id)
  if how == 'erase' then redis.call('SADD', KEYS[26], id) end
  if stays then
    redis.call('HSET', KEYS[1], 'article', found[5], 'content', '', 'created', created, 'status', 'rejected', 'version',
      version, 'erased', '1', 'reasons', '[["erased",null]]')
  end
end

local entry = redis.call('XADD', KEYS[15], '*', 'comment', id, 'from', status, 'to', how == 'anonymise' and status or 'rejected',
  'by', ARGV[3], 'at', ARGV[4], 'version', version, 'reasons', '[["' .. how .. '",null]]', 'action', how)
redis.call('RPUSH', KEYS[16], entry)
return {'done', labelled}
