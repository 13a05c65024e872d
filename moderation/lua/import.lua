-- import: writes a comment of another system with its seat, label, counters and one audit entry. A repeat writes nothing.
-- KEYS: 1 comment  2 queue by time  3 queue by score  4 thread  5 replies of the root  6 article  7 author
--       8 author's comments  9 audit  10 history  11 page  12 root comment  13 articles  14 label  15 labels by time
--       16 ids erased on request  17 article's comments  18 how many labels of each
-- ARGV: 1 id  2 status  3 score ('' = none)  4 created, ms  5 reasons, JSON  6 title  7 url  8 open (1/0)
--       9 label ('' = none)  10 label's by  11 label's weight  12 now, ms  13 label's document ('' = the comment's own)
--       14 author is known (1/0)  15.. fields
-- Returns imported | known | erased
local id, status, score, created = ARGV[1], ARGV[2], ARGV[3], ARGV[4]
if redis.call('SISMEMBER', KEYS[16], id) == 1 then return 'erased' end
if redis.call('EXISTS', KEYS[1]) == 1 then return 'known' end

local fields, article, root, came = {}, '', '', created
for i = 15, #ARGV do fields[#fields + 1] = ARGV[i] end
for i = 1, #fields, 2 do
  if fields[i] == 'article' then article = fields[i + 1] end
  if fields[i] == 'root' then root = fields[i + 1] end
  if fields[i] == 'decided' and status == 'pending' then came = fields[i + 1] end
end
redis.call('HSET', KEYS[1], unpack(fields))
redis.call('ZADD', KEYS[2], came, id)
-- ruled on elsewhere and scored by nobody: at the end where its ruling belongs, behind all that the machine may have got wrong
local unscored = { approved = '0', spam = '1' }
redis.call('ZADD', KEYS[3], score ~= '' and score or unscored[status] or '0.5', id)
redis.call('ZADD', KEYS[17], created, id)

redis.call('HSETNX', KEYS[6], 'open', ARGV[8])
redis.call('HSETNX', KEYS[6], 'created', created)
if ARGV[6] ~= '' then redis.call('HSETNX', KEYS[6], 'title', ARGV[6]) end
if ARGV[7] ~= '' then redis.call('HSETNX', KEYS[6], 'url', ARGV[7]) end
redis.call('ZADD', KEYS[13], 'GT', created, article)

if ARGV[14] == '1' then
  redis.call('HINCRBY', KEYS[7], status, 1)
  redis.call('ZADD', KEYS[8], created, id)
end
if status == 'approved' then
  place(KEYS[12], KEYS[4], KEYS[5], created, id, root, true)
  redis.call('HINCRBY', KEYS[6], 'approved', 1)
  redis.call('HINCRBY', KEYS[6], 'revision', 1)
  redis.call('DEL', KEYS[11])
end

if ARGV[9] ~= '' and redis.call('EXISTS', KEYS[14]) == 0 then
  redis.call('HSET', KEYS[14], 'label', ARGV[9], 'by', ARGV[10], 'source', 'import', 'weight', ARGV[11], 'at', ARGV[12],
    'created', created)
  if ARGV[13] ~= '' then redis.call('HSET', KEYS[14], 'document', ARGV[13]) end
  redis.call('ZADD', KEYS[15], created, id)
  tally(KEYS[18], '', ARGV[9])
end

local entry = redis.call('XADD', KEYS[9], '*', 'comment', id, 'from', '', 'to', status, 'by', '', 'at', ARGV[12],
  'version', '1', 'reasons', ARGV[5], 'score', score)
redis.call('RPUSH', KEYS[10], entry)
return 'imported'
