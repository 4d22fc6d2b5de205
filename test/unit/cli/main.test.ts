import { spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { packageVersion } from '../../../src/cli/commands/version.ts'

const bin = fileURLToPath(new URL('../../../bin/parley.js', import.meta.url))

/** A working directory without `.env`, where nothing is written by accident. */
let cwd: string
beforeAll(() => {
  cwd = mkdtempSync(join(tmpdir(), 'parley-'))
})
afterAll(() => rmSync(cwd, { recursive: true }))

interface Run {
  readonly env?: Record<string, string>
  readonly nodeArgs?: readonly string[]
  /** Sends the signal when the text has come out. */
  readonly signal?: { readonly after: string; readonly name: NodeJS.Signals }
}

const parley = async (args: readonly string[], { env = {}, nodeArgs = [], signal }: Run = {}) => {
  const child = spawn(process.execPath, [...nodeArgs, bin, ...args], { cwd, env: { PATH: '', ...env } })
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
    if (signal && out.includes(signal.after)) child.kill(signal.name)
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  const code = await new Promise<number | null>((done) => child.on('close', done))
  return { code, out, err }
}

describe('parley', () => {
  test.each([[[]], [['help']], [['--help']], [['help', 'help']]])('%j prints the help', async (args) => {
    const { code, out, err } = await parley(args)
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('Usage: parley <command>')
    expect(out).toContain('CHATWOOT_BASE_URL')
  })

  test.each([[['webhooks', '--help']], [['help', 'webhooks']], [['webhooks', 'register', '-h']]])(
    '%j prints what is said of the command alone',
    async (args) => {
      const { code, out, err } = await parley(args)
      expect({ code, err }).toEqual({ code: 0, err: '' })
      expect(out).toContain('webhooks register|list|remove <account> [--url <address>]')
      expect(out).not.toContain('sandbox')
    },
  )

  test.each([[['version']], [['--version']], [['-v']]])('%j prints the version', async (args) => {
    expect(await parley(args)).toEqual({ code: 0, out: `${packageVersion()}\n`, err: '' })
  })

  test('schema prints the schema that is checked in', async () => {
    const file = readFileSync(new URL('../../../schema.graphql', import.meta.url), 'utf8')
    expect(await parley(['schema'])).toEqual({ code: 0, out: file, err: '' })
  })

  test.each([
    [['frobnicate'], 'There is no command "frobnicate".'],
    [['help', 'nope'], 'There is no command "nope".'],
    [['help', 'TOKEN=CANARY'], 'There is no command "TOKEN".'],
    [['constructor'], 'There is no command "constructor".'],
    [['TOKEN=CANARY', 'serve'], 'There is no command "TOKEN".'],
    [['serve', 'CANARY'], 'parley serve takes no such arguments.'],
    [['serve', '--url', 'CANARY'], 'parley serve takes no such arguments.'],
    [['webhooks', 'list', 'chatwoot', 'CANARY'], 'parley webhooks takes no such arguments.'],
    [['serve', '--token=CANARY'], "Unknown option '--token'."],
  ])('%j is refused in two lines', async (args, complaint) => {
    const { code, out, err } = await parley(args)
    expect({ code, out }).toEqual({ code: 2, out: '' })
    expect(err).toBe(
      `${complaint}\nThe commands are serve, sandbox, doctor, webhooks, schema, help, version; \`parley --help\` says what they do.\n`,
    )
    expect(err).not.toContain('CANARY')
  })

  test('refuses an older Node in one line', async () => {
    const old = "Object.defineProperty(process, 'versions', { value: { node: '22.11.0' } })"
    const nodeArgs = ['--import', `data:text/javascript,${encodeURIComponent(old)}`]
    expect(await parley(['version'], { nodeArgs })).toEqual({
      code: 1,
      out: '',
      err: 'Parley needs Node 24 or newer; this is Node 22.11.0.\n',
    })
  })

  test('serve ends with 2 when the configuration is wrong', async () => {
    const { code, err } = await parley(['serve'], { env: { PORT: 'CANARY', PARLEY_LOG_LEVL: 'CANARY' } })
    expect(code).toBe(2)
    expect(err).toContain('PARLEY_LOG_LEVL is not a setting.\n    Expected: PARLEY_LOG_LEVEL, or another')
    expect(err).toContain('PORT is not a whole number.')
    expect(err).not.toContain('CANARY')
  })
})

describe('parley sandbox', () => {
  test('serves the sandbox from the data folder until a signal comes', async () => {
    const env = { PARLEY_SANDBOX_PORT: '0', PARLEY_DATA_DIR: 'data' }
    const { code, out, err } = await parley(['sandbox'], {
      env,
      signal: { after: 'Its data is in', name: 'SIGTERM' },
    })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toMatch(/^The sandbox answers as Chatwoot and as Infobip at http:\/\/127\.0\.0\.1:\d+\n/)
    expect(readFileSync(join(cwd, 'data/sandbox.db')).subarray(0, 15).toString()).toBe('SQLite format 3')
  })
})
