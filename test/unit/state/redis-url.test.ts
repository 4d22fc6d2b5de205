import { describe, expect, test } from 'vitest'
import { parseRedisUrl } from '../../../src/state/redis/url.ts'

const node = (host: string, port: number) => ({ host, port })

describe('a Redis URL', () => {
  test.each([
    ['redis://localhost', { kind: 'SINGLE', nodes: [node('localhost', 6379)], isTls: false, database: 0 }],
    [
      'rediss://me:p%40ss%2F@db.example:6380/3',
      {
        kind: 'SINGLE',
        nodes: [node('db.example', 6380)],
        isTls: true,
        username: 'me',
        password: 'p@ss/',
        database: 3,
      },
    ],
    [
      'redis://:secret@[::1]:7000/',
      { kind: 'SINGLE', nodes: [node('::1', 7000)], isTls: false, password: 'secret', database: 0 },
    ],
    [
      'rediss+cluster://u:p@a:1,b:2,c',
      {
        kind: 'CLUSTER',
        nodes: [node('a', 1), node('b', 2), node('c', 6379)],
        isTls: true,
        username: 'u',
        password: 'p',
        database: 0,
      },
    ],
    [
      'redis+sentinel://a,b:1/main/2',
      {
        kind: 'SENTINEL',
        nodes: [node('a', 26379), node('b', 1)],
        isTls: false,
        master: 'main',
        database: 2,
      },
    ],
  ])('%s is understood', (url, target) => {
    expect(parseRedisUrl(url)).toEqual(target)
  })

  test.each([
    ['', 'has the form'],
    ['http://secret@a', 'has the form'],
    ['redis://', 'has the form'],
    ['redis://a/x', 'is a number'],
    ['redis://a/1/2', 'has the form'],
    ['redis://a?secret=1', 'has the form'],
    ['redis://:secret@a,b', 'redis+cluster:// or redis+sentinel://'],
    ['redis+cluster://:secret@a/1', 'one database'],
    ['redis+sentinel://:secret@a', 'names the master'],
    ['redis+sentinel://:secret@a/m/1/2', 'names the master'],
    ['redis://:secret@a:0', 'host, host:port or [IPv6]:port'],
    ['redis://:secret@a:70000', 'host, host:port or [IPv6]:port'],
    ['redis://:secret@a::1', 'host, host:port or [IPv6]:port'],
    ['redis+cluster://:secret@a,,b', 'host, host:port or [IPv6]:port'],
    ['redis://:secret%@a', 'percent sign'],
  ])('%s is refused with a reason that does not repeat it', (url, reason) => {
    expect(() => parseRedisUrl(url)).toThrow(reason)
    expect(() => parseRedisUrl(url)).not.toThrow('secret')
  })
})
