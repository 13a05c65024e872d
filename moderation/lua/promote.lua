-- promote: gives a role to a version of a site's model; the champion it replaces becomes the previous one.
-- KEYS: 1 roles  2 the version's model  3 the site's log of models  4 counts of shadow verdicts
-- ARGV: 1 champion | challenger | none (no challenger)  2 version ('base' = the shipped model)  3 who  4 at, ms  5 action
-- Returns done | same | missing
local roles, role, version = KEYS[1], ARGV[1], ARGV[2]
if version ~= 'base' and redis.call('EXISTS', KEYS[2]) == 0 then return 'missing' end
local champion, challenger = redis.call('HGET', roles, 'champion') or 'base', redis.call('HGET', roles, 'challenger')
if role == 'champion' then
  if champion == version then return 'same' end
  redis.call('HSET', roles, 'champion', version, 'previous', champion)
  if challenger == version then redis.call('HDEL', roles, 'challenger') end
elseif role == 'challenger' then
  if challenger == version then return 'same' end
  redis.call('HSET', roles, 'challenger', version)
  redis.call('DEL', KEYS[4])
else
  if not challenger then return 'same' end
  redis.call('HDEL', roles, 'challenger')
end
redis.call('XADD', KEYS[3], 'MAXLEN', '~', '1000', '*', 'action', ARGV[5], 'version', version, 'from', champion,
  'by', ARGV[3], 'at', ARGV[4])
return 'done'
