-- page: the ids after a place in an order; the place holds although what stood there has left.
-- KEYS: 1 ids by time or by score  2 ids to leave out (open appeals; the same as 1: none)  3.. only ids that are in these too
-- ARGV: 1 asc | desc | out (from 0.5 outwards, nearest first)  2 how many  3, 4 score and id of the last seen ('' = none);
--       for `out`: of the last seen from 0.5 up  5, 6 the same from 0.5 down
-- Returns {id, score, ...}
local order, limit = ARGV[1], tonumber(ARGV[2])
local narrowed
if #KEYS > 2 then
  local sets, weights = {KEYS[1]}, {'1'}
  for i = 3, #KEYS do
    sets[#sets + 1] = KEYS[i]
    weights[#weights + 1] = '0'
  end
  local call = {'ZINTER', #sets, unpack(sets)}
  call[#call + 1] = 'WEIGHTS'
  for _, weight in ipairs(weights) do call[#call + 1] = weight end
  call[#call + 1] = 'WITHSCORES'
  narrowed = redis.call(unpack(call))
end
local size = narrowed and #narrowed / 2 or redis.call('ZCARD', KEYS[1])

-- members from one rank to another as {id, score, ...}
local function slice(first, last)
  if not narrowed then return redis.call('ZRANGE', KEYS[1], first, last, 'WITHSCORES') end
  local found = {}
  for i = 2 * first + 1, 2 * last + 2 do found[#found + 1] = narrowed[i] end
  return found
end

-- how many members stand before (score, id), that one included or not; by halves
local function before(score, id, included)
  local low, high, wanted = 0, size, tonumber(score)
  while low < high do
    local middle = math.floor((low + high) / 2)
    local pair = slice(middle, middle)
    local own = tonumber(pair[2])
    if own < wanted or own == wanted and (pair[1] < id or included and pair[1] == id) then
      low = middle + 1
    else
      high = middle
    end
  end
  return low
end

-- up to `limit` members from this rank on, upwards or downwards
local function walk(rank, step)
  local found = {}
  while #found < limit and rank >= 0 and rank < size do
    local last = math.max(0, math.min(size - 1, rank + step * (limit - 1)))
    local chunk = slice(math.min(rank, last), math.max(rank, last))
    for i = 1, #chunk, 2 do
      local at = step > 0 and i or #chunk - i
      local id, score = chunk[at], chunk[at + 1]
      if #found < limit and (KEYS[1] == KEYS[2] or not redis.call('ZSCORE', KEYS[2], id)) then
        found[#found + 1] = {id, score}
      end
    end
    rank = rank + step * limit
  end
  return found
end

local function told(found)
  local flat = {}
  for _, pair in ipairs(found) do
    flat[#flat + 1] = pair[1]
    flat[#flat + 1] = pair[2]
  end
  return flat
end

if order == 'asc' then
  return told(walk(ARGV[3] == '' and 0 or before(ARGV[3], ARGV[4], true), 1))
elseif order == 'desc' then
  return told(walk((ARGV[3] == '' and size or before(ARGV[3], ARGV[4], false)) - 1, -1))
end

local middle = before('0.5', '', false)
local up = walk(ARGV[3] == '' and middle or before(ARGV[3], ARGV[4], true), 1)
local down = walk((ARGV[5] == '' and middle or before(ARGV[5], ARGV[6], false)) - 1, -1)
local found, i, j = {}, 1, 1
while #found < limit and (up[i] or down[j]) do
  if up[i] and (not down[j] or up[i][2] - 0.5 <= 0.5 - down[j][2]) then
    found[#found + 1] = up[i]
    i = i + 1
  else
    found[#found + 1] = down[j]
    j = j + 1
  end
end
return told(found)
