-- prune: forgets versions of a model that no role names.
-- KEYS: 1 roles  2 versions by time  3.. the models to forget
-- ARGV: their versions, in the same order
-- Returns the versions forgotten
local in_use, gone = {}, {}
for _, role in ipairs({'champion', 'challenger', 'previous'}) do
  local version = redis.call('HGET', KEYS[1], role)
  if version then in_use[version] = true end
end
for i, version in ipairs(ARGV) do
  if not in_use[version] then
    redis.call('DEL', KEYS[i + 2])
    redis.call('ZREM', KEYS[2], version)
    gone[#gone + 1] = version
  end
end
return gone
