/** The table of the house: which room of `src` may know which, and what may stand where. */
import { posix } from 'node:path'
import { type Code, codeOf, type Import, wordsOf } from './source-code.ts'

/**
 * By room, the rooms that its files may import besides their own. `type:` allows only `import type`, `lazy:` only
 * `await import()`. A file belongs to the room with the longest name that its path begins with.
 */
const rooms: Readonly<Record<string, readonly string[]>> = {
  domain: [],
  kit: [],
  config: ['kit'],
  'upstream/file.ts': [],
  'upstream/news.ts': ['domain'],
  'upstream/exchange.ts': ['domain'],
  'upstream/call.ts': ['domain', 'upstream/exchange.ts'],
  'upstream/port.ts': [
    'domain',
    'upstream/call.ts',
    'upstream/exchange.ts',
    'upstream/file.ts',
    'upstream/news.ts',
  ],
  'upstream/http': ['domain', 'kit', 'upstream/port.ts'],
  'upstream/chatwoot': ['domain', 'kit', 'upstream/port.ts', 'upstream/http'],
  'upstream/infobip': ['domain', 'kit', 'upstream/port.ts', 'upstream/http'],
  upstream: ['domain', 'kit', 'upstream/port.ts', 'upstream/chatwoot', 'upstream/infobip'],
  sandbox: ['kit', 'type:upstream/chatwoot/wire.ts', 'type:upstream/infobip/wire.ts'],
  state: ['domain', 'kit'],
  live: ['domain', 'kit', 'type:upstream/port.ts', 'type:state/port.ts'],
  sending: ['domain', 'kit', 'type:upstream/port.ts', 'type:state/port.ts'],
  translate: ['domain', 'kit', 'type:state/port.ts'],
  identity: ['domain', 'kit'],
  loaders: ['domain', 'kit', 'upstream/port.ts'],
  doctor: ['domain', 'type:upstream/port.ts', 'type:upstream/http', 'type:state/port.ts', 'type:identity'],
  schema: ['domain', 'kit', 'type:live', 'type:loaders', 'type:upstream/port.ts'],
  server: [
    'domain',
    'kit',
    'upstream/port.ts',
    'type:upstream/registry.ts',
    'type:state/port.ts',
    'state/budget.ts',
    'live',
    'loaders',
    'sending',
    'type:translate',
    'type:identity',
    'schema',
  ],
  app: [
    'domain',
    'kit',
    'config',
    'upstream',
    'upstream/port.ts',
    'state',
    'live',
    'loaders',
    'sending',
    'translate',
    'identity',
    'schema',
    'server',
  ],
  'app.ts': ['app', 'config', 'state', 'server', 'type:live'],
  'diagnose.ts': ['config', 'doctor', 'identity', 'state', 'upstream', 'upstream/http/reach.ts'],
  'index.ts': ['domain', 'config', 'app.ts', 'type:upstream/port.ts'],
  client: [],
  cli: ['config', 'app.ts', 'diagnose.ts', 'type:sandbox', 'lazy:sandbox'],
}

/** Packages that only some rooms may use, by the beginning of their name. */
const packages: Readonly<Record<string, readonly string[]>> = {
  'graphql-ws': ['server', 'client'],
  graphql: ['schema', 'server', 'app'],
  '@pothos/': ['schema'],
  undici: ['upstream/http', 'translate', 'identity'],
  ws: ['upstream/http', 'server', 'sandbox'],
  '@anycable/': ['upstream/chatwoot'],
  jose: ['identity'],
  'node:sqlite': ['sandbox', 'state'],
  redis: ['state'],
  pino: ['server'],
  'prom-client': ['server'],
  '@opentelemetry/': ['server'],
  'rate-limiter-flexible': ['state'],
}
/** Rooms that use nothing but the language; `kit` may have Node besides. */
const isPlain = (room: string, specifier: string) =>
  room !== 'domain' && (room !== 'kit' || specifier.startsWith('node:'))

const maxLines = 300
const vagueFolders = /(^|\/)(utils?|helpers?|common|managers?|services?)\//
/** Rooms that must work for any provider. */
const neutralRooms = ['state', 'live', 'sending', 'translate', 'loaders', 'doctor', 'schema', 'server']
const providerWord = /chatwoot|infobip/i

export interface SourceFile {
  /** Below `src`, e.g. `schema/message/type.ts`. */
  readonly path: string
  readonly text: string
}

/** Every broken rule, as a sentence. */
export const brokenRules = (files: readonly SourceFile[]): string[] => {
  const codes = files.map((file) => ({ ...file, room: roomOf(file.path), code: codeOf(file.text) }))
  return [
    ...codes.flatMap(({ path, room, code, text }) => [
      ...(room === undefined ? [`src/${path} stands in no room of the house.`] : []),
      ...code.imports.flatMap((one) => forbiddenImport(path, room ?? '', one)),
      ...forbiddenCode(path, room ?? '', code),
      ...(text.trimEnd().split('\n').length > maxLines
        ? [`src/${path} has more than ${maxLines} lines.`]
        : []),
      ...(vagueFolders.test(path)
        ? [`src/${path} stands in a folder that says nothing about what is in it.`]
        : []),
    ]),
    ...cycles(
      new Map(codes.map(({ path, code }) => [path, code.imports.flatMap((one) => target(path, one) ?? [])])),
    ),
  ]
}

const roomOf = (path: string): string | undefined =>
  Object.keys(rooms)
    .filter((room) => path === room || path.startsWith(`${room}/`))
    .sort((a, b) => b.length - a.length)[0]

/** The file below `src` that an import leads to; null for a package. */
const target = (path: string, { specifier }: Import): string | null =>
  specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : null

const forbiddenImport = (path: string, room: string, one: Import): string[] => {
  const to = target(path, one)
  if (to === null) return forbiddenPackage(path, room, one.specifier)
  const known = roomOf(to)
  const allows = (entry: string) => entry === known || entry === to
  const allowed = rooms[room] ?? []
  if (known === room || allowed.some(allows)) return []
  if (one.kind !== 'value' && allowed.some((entry) => allows(entry.replace(`${one.kind}:`, '')))) return []
  const only = allowed.find((entry) => allows(entry.replace(/^\w+:/, '')))?.split(':')[0]
  const rule = only ? `may import it only by ${only === 'type' ? '`import type`' : '`await import()`'}` : null
  return [`src/${path} imports src/${to}: ${room} ${rule ?? `may not know ${known ?? 'it'}`}.`]
}

const forbiddenPackage = (path: string, room: string, specifier: string): string[] => {
  if (specifier === '') return [`src/${path} imports something whose name is not written out.`]
  const [, owners] = Object.entries(packages).find(([name]) => specifier.startsWith(name)) ?? []
  const allowed = isPlain(room, specifier) && (owners?.includes(room) ?? true)
  return allowed ? [] : [`src/${path} imports ${specifier}: ${room} may not use it.`]
}

const forbiddenCode = (path: string, room: string, code: Code): string[] => {
  const broken: string[] = []
  if (
    room !== 'config' &&
    /process\s*(\.env|\[\s*['"]env)|\benv\b[^'"\n]*from 'node:process'/.test(code.withStrings)
  ) {
    broken.push(`src/${path} reads the environment: only config may.`)
  }
  if (
    room !== 'upstream/http' &&
    !/^sandbox\/(webhooks|join)\.ts$/.test(path) &&
    callsFetch(code.withoutStrings)
  ) {
    broken.push(`src/${path} calls fetch: only upstream/http may.`)
  }
  if (/^export\s+default\b|\bas\s+default\b/m.test(code.withoutStrings)) {
    broken.push(`src/${path} has a default export.`)
  }
  if (neutralRooms.includes(room)) {
    const word = wordsOf(code).find((one) => providerWord.test(one) && !isProviderValue(room, one))
    if (word) broken.push(`src/${path} says ${word}: ${room} may not know a provider.`)
  }
  return broken
}

/** The global `fetch`; not a method, nor a parameter or member of that name. */
const callsFetch = (code: string) =>
  /globalThis\.fetch/.test(code) ||
  (/(?<![.\w])fetch\s*\(/.test(code) && !/\bfetch\??:|\bfetch\(\w+: |[{,]\s*fetch\s*[,}]/.test(code))

/** The values of the schema's enum `Provider`, which callers see. */
const isProviderValue = (room: string, word: string) => room === 'schema' && /^(CHATWOOT|INFOBIP)$/.test(word)

/** Each cycle once, from its first file on. Imports of types count: two files that need each other are one. */
const cycles = (graph: ReadonlyMap<string, readonly string[]>): string[] => {
  const found: string[] = []
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) {
      const cycle = [...trail.slice(trail.indexOf(path)), path]
      found.push(`${cycle.map((one) => `src/${one}`).join(' imports ')}: a cycle.`)
      return
    }
    if (done.has(path)) return
    for (const next of graph.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of graph.keys()) visit(path, [])
  return found
}
