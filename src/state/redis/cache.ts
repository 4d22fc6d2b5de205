import type { Cache } from '../port.ts'
import { type RunScript, script } from './script.ts'

/** 2 key. */
const getScript = script(`
local stored = redis.call('GET', prefix .. 't:' .. ARGV[2])
if not stored then return '' end
local colon = string.find(stored, ':', 1, true)
if tonumber(string.sub(stored, 1, colon - 1)) <= now then return '' end
return string.sub(stored, colon + 1)
`)

/** 2 key, 3 value, 4 time to live. */
const setScript = script(`
local ttl = tonumber(ARGV[4])
redis.call('SET', prefix .. 't:' .. ARGV[2], int(now + ttl) .. ':' .. ARGV[3], 'PX', int(ttl))
return 1
`)

export const createRedisCache = (run: RunScript): Cache => ({
  get: async (account, key) => {
    const text = (await run(account, getScript, key)) as string
    return text === '' ? undefined : JSON.parse(text)
  },
  set: async (account, key, value, ttlMs) => {
    await run(account, setScript, key, JSON.stringify(value), ttlMs)
  },
})
