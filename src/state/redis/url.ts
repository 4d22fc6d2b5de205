/** Where Redis is, in one line of configuration. */

export interface RedisTarget {
  readonly kind: 'SINGLE' | 'CLUSTER' | 'SENTINEL'
  /** SINGLE has one; CLUSTER any of its nodes; SENTINEL its sentinels. */
  readonly nodes: readonly { readonly host: string; readonly port: number }[]
  readonly isTls: boolean
  readonly username?: string
  readonly password?: string
  readonly database: number
  /** What the sentinels call the master. */
  readonly master?: string
}

const shape =
  /^(?<scheme>rediss?)(?:\+(?<kind>cluster|sentinel))?:\/\/(?:(?<user>[^:@/]*)(?::(?<password>[^@/]*))?@)?(?<hosts>[^/@?#]+)(?<path>(?:\/[^/?#]*)*)$/

const hostShape = /^(?:\[(?<v6>[0-9a-fA-F:.]+)\]|(?<name>[^:[\]\s]+))(?::(?<port>\d{1,5}))?$/

const forms =
  'redis[s]://[user:password@]host[:port][/database], redis[s]+cluster://[user:password@]host[:port][,host…] or ' +
  'redis[s]+sentinel://[user:password@]host[:port][,host…]/master[/database]'

/** Throws an `Error` that never repeats the URL, which may hold a password. User and password are percent-encoded. */
export const parseRedisUrl = (url: string): RedisTarget => {
  const { scheme, kind, user, password, hosts, path } = shape.exec(url.trim())?.groups ?? {}
  if (scheme === undefined || hosts === undefined) throw new Error(`A Redis URL has the form ${forms}.`)
  const nodes = hosts.split(',').map((host) => parseHost(host, kind === 'sentinel' ? 26379 : 6379))
  const parts = (path ?? '').split('/').filter((part) => part !== '')
  const common = { nodes, isTls: scheme === 'rediss', ...credentials(user, password) }

  if (kind === 'sentinel') {
    const [master, database, ...more] = parts
    if (master === undefined || more.length > 0) {
      throw new Error(
        'A Redis Sentinel URL names the master after the addresses: …/master or …/master/database.',
      )
    }
    return { ...common, kind: 'SENTINEL', master: decoded(master), database: parseDatabase(database) }
  }
  if (kind === 'cluster') {
    if (parts.length > 0)
      throw new Error('A Redis Cluster has one database: its URL ends with the addresses.')
    return { ...common, kind: 'CLUSTER', database: 0 }
  }
  if (nodes.length > 1) {
    throw new Error('Several addresses need redis+cluster:// or redis+sentinel://, to say what they are.')
  }
  if (parts.length > 1) throw new Error(`A Redis URL has the form ${forms}.`)
  return { ...common, kind: 'SINGLE', database: parseDatabase(parts[0]) }
}

const credentials = (user: string | undefined, password: string | undefined) => ({
  ...(user ? { username: decoded(user) } : {}),
  ...(password ? { password: decoded(password) } : {}),
})

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Error('A Redis URL holds a percent sign that begins no percent-encoded character.')
  }
}

const parseHost = (text: string, defaultPort: number) => {
  const { v6, name, port } = hostShape.exec(text)?.groups ?? {}
  const host = v6 ?? name
  const number = port === undefined ? defaultPort : Number(port)
  if (host === undefined || number < 1 || number > 65535) {
    throw new Error('A Redis URL has addresses of the form host, host:port or [IPv6]:port.')
  }
  return { host, port: number }
}

const parseDatabase = (text: string | undefined): number => {
  if (text === undefined) return 0
  if (!/^\d{1,5}$/.test(text)) throw new Error('The database in a Redis URL is a number.')
  return Number(text)
}
