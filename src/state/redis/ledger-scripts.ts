/** `s:<key>` is a send's record (hash), `o:<object>` the key of the send that made the object. */
import { script } from './script.ts'

const record = `
local memory = tonumber(ARGV[2])
local function find(key)
  local fields = redis.call('HMGET', key, 'state', 'fingerprint', 'owner', 'lease', 'since', 'note', 'result')
  if not fields[1] or tonumber(fields[5]) <= now - memory then return nil end
  return {
    state = fields[1], fingerprint = fields[2], owner = fields[3], lease = tonumber(fields[4]),
    since = tonumber(fields[5]), note = fields[6], result = fields[7],
  }
end
local function finish(key, found, result, object)
  redis.call('HSET', key, 'state', 'DONE', 'result', result)
  if object ~= '' then
    redis.call('SET', prefix .. 'o:' .. object, key, 'PX', int(found.since + memory - now))
  end
end
`

/** 2 memory, 3 key, 4 fingerprint, 5 owner, 6 lease. */
export const claimScript = script(`${record}
local key, fingerprint, owner, lease = prefix .. 's:' .. ARGV[3], ARGV[4], ARGV[5], now + tonumber(ARGV[6])
local found = find(key)
if not found then
  redis.call('DEL', key)
  redis.call('HSET', key, 'state', 'PENDING', 'fingerprint', fingerprint, 'owner', owner,
    'lease', int(lease), 'since', int(now), 'note', 'null', 'result', 'null')
  redis.call('PEXPIRE', key, int(memory))
  return { 'CLAIMED' }
end
if found.fingerprint ~= fingerprint then return { 'CONFLICT' } end
if found.state == 'DONE' then return { 'DONE', found.result } end
if found.state == 'UNKNOWN' then return { 'UNKNOWN', found.note } end
if found.owner ~= owner and found.lease > now then return { 'PENDING', int(found.lease) } end
redis.call('HSET', key, 'owner', owner, 'lease', int(lease))
if found.owner == owner then return { 'CLAIMED' } end
return { 'ABANDONED', found.note }
`)

/** 2 memory, 3 key, 4 owner, 5 lease, 6 note or empty. */
export const extendScript = script(`${record}
local key = prefix .. 's:' .. ARGV[3]
local found = find(key)
if not found or found.state ~= 'PENDING' or found.owner ~= ARGV[4] then return 0 end
redis.call('HSET', key, 'lease', int(now + tonumber(ARGV[5])))
if ARGV[6] ~= '' then redis.call('HSET', key, 'note', ARGV[6]) end
return 1
`)

/** 2 memory, 3 key, 4 owner, 5 state, 6 result or note, 7 object after `=`, or empty. */
export const settleScript = script(`${record}
local key, state = prefix .. 's:' .. ARGV[3], ARGV[5]
local found = find(key)
if not found or found.owner ~= ARGV[4] then return 0 end
if found.state ~= 'PENDING' then return found.state == state and 1 or 0 end
if state == 'DONE' then
  finish(key, found, ARGV[6], ARGV[7])
elseif state == 'FAILED' then
  redis.call('DEL', key)
else
  redis.call('HSET', key, 'state', 'UNKNOWN', 'note', ARGV[6])
end
return 1
`)

/** 2 memory, 3 key, 4 result, 5 object after `=`, or empty. */
export const resolveScript = script(`${record}
local key = prefix .. 's:' .. ARGV[3]
local found = find(key)
if not found or found.state == 'DONE' then return 0 end
finish(key, found, ARGV[4], ARGV[5])
return 1
`)

/** 2 memory, then the objects, each after `=`. Empty where there is none: no JSON is. */
export const findScript = script(`${record}
local reply = {}
for place = 3, #ARGV do
  local key = redis.call('GET', prefix .. 'o:' .. ARGV[place])
  local found = key and find(key)
  reply[#reply + 1] = found and found.result or ''
end
return reply
`)
