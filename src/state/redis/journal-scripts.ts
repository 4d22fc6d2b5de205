/**
 * Keys of one account's journal: `journal` (hash: epoch, last, floor), `log` (stream: which conversation each entry
 * belongs to), `c:<conversation>` (stream: the entries), `d:<delivery>` and `v:<object>`. An entry has the same id in
 * both streams, and names its conversation's previous one (`p`), by which a hole is seen. Whoever drops the oldest
 * goes along the log, so nothing is forgotten by a clean-up, and no key needs to be listed.
 */
import { script } from './script.ts'

const tick = `
local function tickOf(id) return tonumber(string.match(id, '^%d+')) end
`

/** 2 new epoch, 3 conversation, 4 event, 5 delivery, 6 object, 7 version, 8 to 11 retention, 12 memory. */
export const appendScript = script(`${tick}
local meta, log, stream = prefix .. 'journal', prefix .. 'log', prefix .. 'c:' .. ARGV[3]
local delivery = ARGV[5] ~= '' and prefix .. 'd:' .. ARGV[5]
local object = ARGV[6] ~= '' and prefix .. 'v:' .. ARGV[6]
local keepMs, keepCount = tonumber(ARGV[8]), tonumber(ARGV[9])
local maxAge, maxCount, memory = tonumber(ARGV[10]), tonumber(ARGV[11]), tonumber(ARGV[12])

if delivery then
  local seen = redis.call('GET', delivery)
  if seen and tonumber(seen) > now - memory then return { 'DELIVERY' } end
end
if object then
  local known = redis.call('HMGET', object, 'version', 'at')
  if known[1] and tonumber(known[1]) >= tonumber(ARGV[7]) and tonumber(known[2]) > now - maxAge then
    return { 'VERSION' }
  end
end

redis.call('HSETNX', meta, 'epoch', ARGV[2])
local state = redis.call('HMGET', meta, 'epoch', 'last', 'floor')
local floor = state[3] or '0'
local next = math.max(tonumber(state[2] or '0') + 1, math.floor(now) * 1000)
local before = redis.call('XREVRANGE', stream, '+', '-', 'COUNT', 1)[1]
local previous = before and int(tickOf(before[1])) or floor
redis.call('XADD', stream, int(next) .. '-0', 'p', previous, 't', int(now), 'e', ARGV[4])
redis.call('XADD', log, int(next) .. '-0', 'c', ARGV[3])
redis.call('HSET', meta, 'last', int(next))
if delivery then redis.call('SET', delivery, int(now), 'PX', int(memory)) end
if object then
  redis.call('HSET', object, 'version', ARGV[7], 'at', int(now))
  redis.call('PEXPIRE', object, int(maxAge))
end

local beyond = redis.call('XLEN', stream) - keepCount
if beyond > 0 then
  redis.call('XTRIM', stream, 'MINID', '~', int(math.max(0, now - keepMs) * 1000), 'LIMIT', int(beyond))
end

local tooOld = math.max(0, now - maxAge) * 1000
local tooMany = redis.call('XLEN', log) - maxCount
local dropped, touched = nil, {}
if tooMany > 0 or tickOf(redis.call('XRANGE', log, '-', '+', 'COUNT', 1)[1][1]) < tooOld then
  for place, name in ipairs(redis.call('XRANGE', log, '-', '+', 'COUNT', 32)) do
    if place > tooMany and tickOf(name[1]) >= tooOld then break end
    dropped = tickOf(name[1])
    touched[name[2][2]] = true
  end
end
if dropped then
  redis.call('XTRIM', log, 'MINID', '=', int(dropped + 1))
  for conversation in pairs(touched) do
    local old = prefix .. 'c:' .. conversation
    redis.call('XTRIM', old, 'MINID', '=', int(dropped + 1))
    if redis.call('XLEN', old) == 0 then redis.call('DEL', old) end
  end
  redis.call('HSET', meta, 'floor', int(dropped))
end
return { 'APPENDED', state[1], int(next) }
`)

/** 2 new epoch. */
export const headScript = script(`
local meta = prefix .. 'journal'
redis.call('HSETNX', meta, 'epoch', ARGV[2])
local state = redis.call('HMGET', meta, 'epoch', 'last')
return { state[1], state[2] or '0' }
`)

/** 2 epoch, 3 tick, 4 conversation after `=`, or empty for all, 5 limit. */
export const readScript = script(`${tick}
local state = redis.call('HMGET', prefix .. 'journal', 'epoch', 'last', 'floor')
local after, limit = tonumber(ARGV[3]), tonumber(ARGV[5])
if state[1] ~= ARGV[2] or after > tonumber(state[2] or '0') then return { 'UNKNOWN' } end
if after < tonumber(state[3] or '0') then return { 'EXPIRED' } end

local from = int(after + 1)
local reply = { 'OK', '0' }
local function add(conversation, entry)
  for _, value in ipairs({ int(tickOf(entry[1])), conversation, entry[2][4], entry[2][6] }) do
    reply[#reply + 1] = value
  end
end
local function more() reply[2] = '1' end

if ARGV[4] ~= '' then
  local conversation = string.sub(ARGV[4], 2)
  local entries = redis.call('XRANGE', prefix .. 'c:' .. conversation, from, '+', 'COUNT', limit + 1)
  if entries[1] and tonumber(entries[1][2][2]) > after then return { 'EXPIRED' } end
  for place, entry in ipairs(entries) do
    if place > limit then more() else add(conversation, entry) end
  end
  return reply
end
for place, name in ipairs(redis.call('XRANGE', prefix .. 'log', from, '+', 'COUNT', limit + 1)) do
  if place > limit then
    more()
  else
    local conversation = name[2][2]
    local entry = redis.call('XRANGE', prefix .. 'c:' .. conversation, name[1], name[1])[1]
    if not entry then return { 'EXPIRED' } end
    add(conversation, entry)
  end
end
return reply
`)
