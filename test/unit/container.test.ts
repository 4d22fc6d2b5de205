/** No container is built here: what can be read of the files is checked, and what can be run of them is run. */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { describe, expect, test } from 'vitest'
import { parse } from 'yaml'
import { z } from 'zod'
import { loadConfig } from '../../src/config/load.ts'
import { accountSettings, configFile, type Setting, settings } from '../../src/config/schema.ts'
import { startHttpServer } from '../support/http-server.ts'

const root = fileURLToPath(new URL('../../', import.meta.url))
const read = (name: string) => readFileSync(join(root, name), 'utf8')

/** Of the Dockerfile, one a line: comments are out, continued lines are one. */
const instructions = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n\s*/g, '')
  .split('\n')
  .filter((line) => line !== '')
const all = (word: string) =>
  instructions.filter((line) => line.startsWith(`${word} `)).map((line) => line.slice(word.length + 1))

const image = Object.fromEntries(
  all('ENV')
    .flatMap((line) => line.split(/\s+/))
    .map((pair) => pair.split('=') as [string, string]),
)

const service = z.object({
  image: z.string().optional(),
  environment: z.record(z.string(), z.coerce.string()).default({}),
  ports: z.array(z.string()).default([]),
  volumes: z.array(z.string()).default([]),
  stop_grace_period: z.string().optional(),
})
const compose = z
  .object({
    services: z.object({ parley: service, redis: service }),
    volumes: z.record(z.string(), z.unknown()),
  })
  .parse(parse(read('compose.yaml')))
const { parley, redis } = compose.services

const names = [settings, ...Object.values(accountSettings), { configFile }].flatMap((group) =>
  Object.values<Setting>(group).map(({ name }) => name),
)

describe('the image', () => {
  test('is built from files that are there and not left out', () => {
    const kept = read('.dockerignore')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1))
    expect(kept.filter((name) => !existsSync(join(root, name)))).toEqual([])
    const copied = all('COPY')
      .filter((line) => !line.startsWith('--from'))
      .flatMap((line) => line.split(' ').slice(0, -1))
      .filter((name) => name !== '.')
    expect(copied.filter((name) => !kept.includes(name))).toEqual([])
    const { extends: base } = JSON.parse(read('tsconfig.build.json')) as { extends: string }
    expect(kept).toEqual(expect.arrayContaining(['src', 'bin', 'tsconfig.build.json', base.slice(2)]))
  })

  test('holds what the package holds that runs', () => {
    const { files, bin } = JSON.parse(read('package.json')) as { files: string[]; bin: { parley: string } }
    const taken = all('COPY')
      .filter((line) => line.startsWith('--from=build'))
      .flatMap((line) => line.split(' ').slice(1, -1))
      .map((path) => path.replace('/build/', ''))
    const runs = files.filter((name) => ['bin', 'dist', 'schema.graphql'].includes(name))
    expect(taken).toEqual(expect.arrayContaining([...runs, 'package.json', 'node_modules', 'LICENSE']))
    expect(JSON.parse(all('ENTRYPOINT')[0] ?? '')).toEqual(['node', bin.parley])
  })

  test('runs scripts that the package has', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> }
    const run = all('RUN').flatMap((line) =>
      [...line.matchAll(/npm run (\S+)/g)].map(([, name = '']) => name),
    )
    expect(run).toEqual(['build'])
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(run))
  })

  test('has settings that Parley knows, and listens where it says', () => {
    expect(Object.keys(image).filter((name) => !names.includes(name))).toEqual([])
    const { config } = loadConfig({ env: image, cwd: '/parley' })
    expect(config).toMatchObject({ profile: 'production', host: '0.0.0.0', port: settings.port.default })
    expect(all('EXPOSE')).toEqual([image.PORT])
    expect(all('VOLUME')).toEqual([image.PARLEY_DATA_DIR])
    expect(all('USER')).toEqual(['node'])
  })

  test('has the Node that Parley needs', () => {
    const { engines } = JSON.parse(read('package.json')) as { engines: { node: string } }
    const major = engines.node.replace('>=', '')
    expect(all('FROM').map((line) => line.split(' ')[0])).toEqual([
      `node:${major}-slim`,
      `node:${major}-slim`,
    ])
  })

  test('is healthy while Parley says that it is alive, and else it is not', async () => {
    const [, command = ''] = /CMD (\[.*\])/.exec(all('HEALTHCHECK')[0] ?? '') ?? []
    const [, ...args] = JSON.parse(command) as string[]
    let status = 200
    await using server = await startHttpServer((request, response) =>
      response.writeHead(request.url === '/health' ? status : 404).end(),
    )
    const { port } = new URL(server.url)
    const check = (to: string) => promisify(execFile)(process.execPath, args, { env: { PORT: to } })
    await check(port)
    status = 503
    await expect(check(port)).rejects.toMatchObject({ code: 1 })
    await expect(check('1')).rejects.toMatchObject({ code: 1 })
  })
})

describe('compose.yaml', () => {
  test('sets what Parley knows, and leads to its own Redis', () => {
    expect(Object.keys(parley.environment).filter((name) => !names.includes(name))).toEqual([])
    const { config } = loadConfig({ env: { ...image, ...parley.environment }, cwd: '/parley' })
    expect(config?.redisUrl).toBe('redis://redis:6379')
    expect(parley.ports.map((each) => each.split(':').at(-1))).toEqual([parley.environment.PORT])
    expect(redis.image).toBe('redis:7-alpine')
  })

  test('keeps data in volumes that it declares', () => {
    const used = [...parley.volumes, ...redis.volumes].map((each) => each.split(':')[0])
    expect(used).toEqual(Object.keys(compose.volumes))
    expect(parley.volumes[0]?.split(':')[1]).toBe(image.PARLEY_DATA_DIR)
  })

  test('waits longer for the end than Parley takes', () => {
    expect(Number.parseInt(parley.stop_grace_period ?? '', 10)).toBeGreaterThan(25)
  })
})
