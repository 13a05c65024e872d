-- move: carries out one ruling: another status, seat, label, counters and one audit entry; refuses a version gone by.
-- KEYS: 1 comment  2-5 queues by time: pending approved spam rejected  6-9 the same by score  10 thread
--       11 replies of the root  12 article  13 author  14 acquaintance  15 audit  16 history  17 page  18 root comment
--       19 counters of the day  20 label  21 labels by time  22 open appeals
--       23 since when something waits that nobody was told of  24 how many labels of each
-- ARGV: 1 id  2 version the ruler saw ('' = whatever it is)  3 approve | spam | reject | undo | appeal  4 by ('' = author)
--       5 at, ms  6 reasons, JSON
-- Returns {outcome: moved | same | stale | missing | nothing (to undo), and what stands now: version, status, reasons,
--   decided by, decided at; the latest action, its doer, its time}
local QUEUES = {pending = 2, approved = 3, spam = 4, rejected = 5}
local OUTCOMES = {approve = 'approved', spam = 'spam', reject = 'rejected', appeal = 'pending'}
local LABELS = {approve = 'ham', spam = 'spam'}
local UNDO_DEPTH = 10
local id, seen, action, by, at = ARGV[1], ARGV[2], ARGV[3], ARGV[4], ARGV[5]

local found = redis.call('HMGET', KEYS[1], 'status', 'version', 'created', 'score', 'root', 'by', 'decided', 'reasons',
  'last', 'past', 'erased')
local before, version, created, score, root = found[1], found[2], found[3], found[4], found[5] or ''
if not before or found[11] then return {'missing', '0', '', '[]', '', '', '', '', ''} end
local last = found[9] and cjson.decode(found[9]) or {'', '', ''}
local past = found[10] and cjson.decode(found[10]) or {}
local was = {status = before, by = found[6] or '', decided = found[7] or '', reasons = found[8] or '[]',
  label = redis.call('HGETALL', KEYS[20]), counted = {}}

local function standing(outcome)
  return {outcome, version, before, was.reasons, was.by, was.decided, last[1], last[2], last[3]}
end

if seen ~= '' and seen ~= version then
  local repeated = tonumber(seen) + 1 == tonumber(version) and last[1] == action and last[2] == by
  return standing(repeated and (action == 'undo' or was.reasons == ARGV[6]) and 'same' or 'stale')
end
if action == 'appeal' and redis.call('HGET', KEYS[1], 'appeals') then return standing('same') end

-- what stands from now on, and how many of what that counts on this day
local now
if action == 'undo' then
  now = table.remove(past)
  if not now then return standing('nothing') end
  for _, field in ipairs(now.counted) do redis.call('HINCRBY', KEYS[19], field, -1) end
  redis.call('HINCRBY', KEYS[19], 'undone', 1)
else
  now = {status = OUTCOMES[action], by = by, decided = at, reasons = ARGV[6], label = {}}
  if LABELS[action] then
    now.label = {'label', LABELS[action], 'by', by, 'source', 'ruling', 'weight', '1', 'at', at, 'created', created}
  elseif action == 'appeal' then
    now.label = was.label
  end
  if action == 'appeal' then
    was.counted = {'appeals'}
  else
    was.counted = {'ruled:' .. now.status}
    -- what was imported was never judged by our machine, and its author did not wait for us
    local is_first = #past == 0 and string.sub(was.reasons, 1, 12) ~= '[["imported"'
    if is_first and before == 'pending' then
      local waited_s = math.max(1, (tonumber(at) - tonumber(created)) / 1000)
      table.insert(was.counted, 'waited:' .. math.floor(4 * math.log(waited_s) / math.log(2)))
    elseif is_first then
      table.insert(was.counted, 'machine-' .. before .. ':person-' .. now.status)
    end
  end
  for _, field in ipairs(was.counted) do redis.call('HINCRBY', KEYS[19], field, 1) end
  table.insert(past, was)
  if #past > UNDO_DEPTH then table.remove(past, 1) end
end
local status = now.status

version = tostring(redis.call('HINCRBY', KEYS[1], 'version', 1))
redis.call('HSET', KEYS[1], 'status', status, 'by', now.by, 'decided', now.decided, 'reasons', now.reasons,
  'last', cjson.encode({action, by, at}), 'past', cjson.encode(past))

if before ~= status then
  redis.call('ZREM', KEYS[QUEUES[before]], id)
  redis.call('ZREM', KEYS[QUEUES[before] + 4], id)
  local since = status == 'pending' and now.decided ~= '' and now.decided or created
  redis.call('ZADD', KEYS[QUEUES[status]], since, id)
  redis.call('ZADD', KEYS[QUEUES[status] + 4], score and score ~= '' and score or '0.5', id)
  for _, key in ipairs({KEYS[13], KEYS[14]}) do
    if key ~= KEYS[1] then
      redis.call('HINCRBY', key, before, -1)
      redis.call('HINCRBY', key, status, 1)
    end
  end
end
if action == 'appeal' then
  redis.call('HINCRBY', KEYS[1], 'appeals', 1)
  redis.call('ZADD', KEYS[22], at, id)
  redis.call('SET', KEYS[23], at, 'NX')
else
  redis.call('ZREM', KEYS[22], id)
end

-- a label is what a person said of this comment: a new ruling replaces it, undo brings back the one before
local labelled = redis.call('HGET', KEYS[20], 'label')
redis.call('DEL', KEYS[20])
if #now.label > 0 then
  redis.call('HSET', KEYS[20], unpack(now.label))
  redis.call('ZADD', KEYS[21], created, id)
else
  redis.call('ZREM', KEYS[21], id)
end
tally(KEYS[24], labelled, redis.call('HGET', KEYS[20], 'label'))

-- 'trusted' counts approvals by people: the only ones that let a known author pass
local trusted = redis.call('HGET', KEYS[1], 'trusted') == '1'
local trusts = status == 'approved' and now.by ~= ''
if trusted ~= trusts then
  redis.call('HSET', KEYS[1], 'trusted', trusts and '1' or '0')
  if KEYS[14] ~= KEYS[1] then redis.call('HINCRBY', KEYS[14], 'trusted', trusts and 1 or -1) end
end

if (before == 'approved') ~= (status == 'approved') then
  place(KEYS[18], KEYS[10], KEYS[11], created, id, root, status == 'approved')
  redis.call('HINCRBY', KEYS[12], 'approved', status == 'approved' and 1 or -1)
  redis.call('HINCRBY', KEYS[12], 'revision', 1)
  redis.call('DEL', KEYS[17])
end

local entry = redis.call('XADD', KEYS[15], '*', 'comment', id, 'action', action, 'from', before, 'to', status, 'by', by,
  'at', at, 'version', version, 'reasons', ARGV[6])
redis.call('RPUSH', KEYS[16], entry)
return {'moved', version, status, now.reasons, now.by, now.decided, action, by, at}
