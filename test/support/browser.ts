import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium } from 'playwright-core'

/** Without these Chromium looks for its maker's servers at every start. */
const quiet = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
]

/** A Chromium with an empty profile that reaches this machine's loopback address and nothing else. */
export const openBrowser = async (executablePath: string): Promise<BrowserContext & AsyncDisposable> => {
  const profile = await mkdtemp(join(tmpdir(), 'parley-chromium-'))
  const context = await chromium.launchPersistentContext(profile, {
    executablePath,
    args: quiet,
    viewport: { width: 1400, height: 900 },
  })
  return Object.assign(context, {
    [Symbol.asyncDispose]: async () => {
      await context.close()
      await rm(profile, { recursive: true, force: true })
    },
  })
}
