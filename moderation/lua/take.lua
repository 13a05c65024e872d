-- take: one unit from each of several rates, or from none where one is spent (generic cell rate algorithm, ITU-T I.371).
-- KEYS: one per rate, holding its theoretical arrival time in ms; each lives no longer than its burst.
-- ARGV: 1 now, ms; then for each rate: interval between units, ms; burst, units
-- Returns 0 when taken, else the ms until all rates have a unit again.
local now, wait, due = tonumber(ARGV[1]), 0, {}
for i, key in ipairs(KEYS) do
  local interval, burst = tonumber(ARGV[2 * i]), tonumber(ARGV[2 * i + 1])
  local arrival = math.max(tonumber(redis.call('GET', key) or now), now) + interval
  wait = math.max(wait, arrival - interval * burst - now)
  due[i] = arrival
end
if wait > 0 then return math.ceil(wait) end
for i, key in ipairs(KEYS) do redis.call('SET', key, due[i], 'PX', math.max(1, math.ceil(due[i] - now))) end
return 0
