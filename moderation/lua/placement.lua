-- Shared prelude of the scripts that move a comment (prepended to each).

-- place(comment, root, thread, replies, created, id, approved): a comment's seat on the public page.
-- A root keeps its seat while any approved reply hangs under it: it then shows as withdrawn.
local function place(root_key, thread, replies, created, id, root_id, approved)
  if root_id == '' then
    if approved then
      redis.call('ZADD', thread, created, id)
    elseif redis.call('ZCARD', replies) == 0 then
      redis.call('ZREM', thread, id)
    end
    return
  end
  if approved then
    redis.call('ZADD', replies, created, id)
    redis.call('ZADD', thread, redis.call('HGET', root_key, 'created'), root_id)
  else
    redis.call('ZREM', replies, id)
    if redis.call('ZCARD', replies) == 0 and redis.call('HGET', root_key, 'status') ~= 'approved' then
      redis.call('ZREM', thread, root_id)
    end
  end
end
