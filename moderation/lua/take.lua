-- take: one unit from each of several rates, or from none where one is spent (prelude: rates.lua).
-- KEYS: one per rate
-- ARGV: 1 now, ms; then for each rate: interval between units, ms; burst, units
-- Returns 0 when taken, else the ms until all rates have a unit again.
return take(KEYS, tonumber(ARGV[1]), ARGV, 2)
