/** Lua that Redis runs whole or not at all. */
import { createHash } from 'node:crypto'
import { ErrorReply } from 'redis'
import type { Keys } from './keys.ts'
import type { Link } from './link.ts'

export interface Script {
  readonly text: string
  readonly sha: string
}

/**
 * Every script gets the account's key prefix as its only key: the keys that it makes of it have the same hash tag,
 * so that in a cluster they live where it runs. `ARGV[1]` is the time in milliseconds; where it is empty the server's
 * own clock counts, one for all instances. Arguments from 2 on are the script's.
 */
const prelude = `
local prefix = KEYS[1]
local now = tonumber(ARGV[1])
if not now then
  local time = redis.call('TIME')
  now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)
end
local function int(number) return string.format('%.0f', number) end
`

export const script = (body: string): Script => {
  const text = prelude + body
  return { text, sha: createHash('sha1').update(text).digest('hex') }
}

export type RunScript = (
  account: string,
  script: Script,
  ...args: readonly (string | number)[]
) => Promise<unknown>

/** `now` replaces the server's clock. */
export const createRunScript =
  (link: Link, keys: Keys, now?: () => number): RunScript =>
  async (account, { text, sha }, ...args) => {
    const key = keys.prefix(account)
    const rest = ['1', key, now ? String(now()) : '', ...args.map(String)]
    try {
      return await link.send(key, ['EVALSHA', sha, ...rest])
    } catch (error) {
      if (!(error instanceof ErrorReply && error.message.startsWith('NOSCRIPT'))) throw error
      return link.send(key, ['EVAL', text, ...rest])
    }
  }
