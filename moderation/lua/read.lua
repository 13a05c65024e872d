-- read: the same fields of many comments, in one round trip without a reply each.
-- KEYS: comments
-- ARGV: fields
-- Returns the values, comment after comment; false where there is none
local found = {}
for _, key in ipairs(KEYS) do
  for _, value in ipairs(redis.call('HMGET', key, unpack(ARGV))) do found[#found + 1] = value end
end
return found
