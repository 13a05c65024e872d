-- tally: one comment's label was `before` and is `now` ('' or false = none); the site's counters of labels say so.
local function tally(counters, before, now)
  if before == now then return end
  if before and before ~= '' then redis.call('HINCRBY', counters, before, -1) end
  if now and now ~= '' then redis.call('HINCRBY', counters, now, 1) end
end

