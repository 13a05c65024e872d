-- swap: a site's settings take the place of those that were read, unless somebody was faster.
-- KEYS: 1 settings
-- ARGV: 1 the settings as they were read, JSON ('' = there were none)  2 the new ones
-- Returns 1; 0 where others stand there by now
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[1], ARGV[2])
return 1
