-- add: writes a comment, its seat, its counters and one audit entry; or says why not. A repeat writes nothing.
-- KEYS: 1 comment  2 queue by time  3 queue by score  4 thread  5 replies of the root  6 article  7 author
--       8 acquaintance  9 said (duplicate)  10 idempotency  11 audit  12 history  13 page  14 network
--       15 root comment  16 parent comment  17 articles  18 author's comments  19 counters of the day
--       20 since when something waits that nobody was told of  21 article's comments  22.. rates
-- ARGV: 1 id  2 status  3 score ('' = none)  4 created, ms  5 reasons, JSON  6 idempotency life, s (0 = none)
--       7 said life, s  8 network hash  9 network life, s  10 article may be new (1/0)  11 title  12 url
--       13 number of rates; then for each: interval, ms; burst, units; then the fields
-- Returns {outcome, id}: added | repeat | duplicate | closed | no-article | no-parent; {too-many, ms to wait}
local id, status, score, created = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

if redis.call('EXISTS', KEYS[1]) == 1 then return {'added', id} end
if tonumber(ARGV[6]) > 0 then
  local earlier = redis.call('GET', KEYS[10])
  if earlier then return {'repeat', earlier} end
end

local rates, last = {unpack(KEYS, 22)}, 13 + 2 * tonumber(ARGV[13])
local wait = take(rates, tonumber(created), ARGV, 14)
if wait > 0 then return {'too-many', tostring(wait)} end

local open = redis.call('HGET', KEYS[6], 'open')
if open == '0' then return {'closed', ''} end
if not open and ARGV[10] == '0' then return {'no-article', ''} end

local fields, parent, root = {}, '', ''
for i = last + 1, #ARGV do fields[#fields + 1] = ARGV[i] end
for i = 1, #fields, 2 do
  if fields[i] == 'parent' then parent = fields[i + 1] end
  if fields[i] == 'root' then root = fields[i + 1] end
end
if parent ~= '' and redis.call('HGET', KEYS[16], 'status') ~= 'approved' then return {'no-parent', ''} end

local said = redis.call('GET', KEYS[9])
if said then return {'duplicate', said} end

redis.call('HSET', KEYS[1], unpack(fields))
redis.call('ZADD', KEYS[2], created, id)
redis.call('ZADD', KEYS[3], score ~= '' and score or '0.5', id)
redis.call('ZADD', KEYS[21], created, id)
redis.call('SET', KEYS[9], id, 'EX', ARGV[7])
if tonumber(ARGV[6]) > 0 then redis.call('SET', KEYS[10], id, 'EX', ARGV[6]) end
if ARGV[8] ~= '' then redis.call('SET', KEYS[14], ARGV[8], 'EX', ARGV[9]) end

redis.call('HSETNX', KEYS[6], 'open', '1')
redis.call('HSETNX', KEYS[6], 'created', created)
if ARGV[11] ~= '' then redis.call('HSETNX', KEYS[6], 'title', ARGV[11]) end
if ARGV[12] ~= '' then redis.call('HSETNX', KEYS[6], 'url', ARGV[12]) end
redis.call('ZADD', KEYS[17], created, redis.call('HGET', KEYS[1], 'article'))

if KEYS[7] ~= KEYS[9] then
  redis.call('HINCRBY', KEYS[7], status, 1)
  redis.call('ZADD', KEYS[18], created, id)
end
if KEYS[8] ~= KEYS[9] then redis.call('HINCRBY', KEYS[8], status, 1) end
redis.call('HINCRBY', KEYS[19], 'received', 1)
redis.call('HINCRBY', KEYS[19], 'machine:' .. status, 1)
if status == 'pending' then redis.call('SET', KEYS[20], created, 'NX') end

if status == 'approved' then
  place(KEYS[15], KEYS[4], KEYS[5], created, id, root, true)
  redis.call('HINCRBY', KEYS[6], 'approved', 1)
  redis.call('HINCRBY', KEYS[6], 'revision', 1)
  redis.call('DEL', KEYS[13])
end

local entry = redis.call('XADD', KEYS[11], '*', 'comment', id, 'from', '', 'to', status, 'by', '', 'at', created,
  'version', '1', 'reasons', ARGV[5], 'score', score)
redis.call('RPUSH', KEYS[12], entry)
return {'added', id}
