-- Shared prelude of the scripts that take a unit of a rate.

-- take(keys, now, figures, from): one unit of each of several rates, or of none where one is spent (generic cell rate
-- algorithm, ITU-T I.371). Each key holds its theoretical arrival time in ms and lives no longer than its burst; the
-- figures, an interval in ms and a burst in units for each, start at index `from`.
-- Returns 0 when taken, else the ms until all rates have a unit again.
local function take(keys, now, figures, from)
  local wait, due = 0, {}
  for i, key in ipairs(keys) do
    local interval, burst = tonumber(figures[from + 2 * i - 2]), tonumber(figures[from + 2 * i - 1])
    local arrival = math.max(tonumber(redis.call('GET', key) or now), now) + interval
    wait = math.max(wait, arrival - interval * burst - now)
    due[i] = arrival
  end
  if wait > 0 then return math.ceil(wait) end
  for i, key in ipairs(keys) do redis.call('SET', key, due[i], 'PX', math.max(1, math.ceil(due[i] - now))) end
  return 0
end
