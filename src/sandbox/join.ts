/** A sandbox that another process serves: how several instances share one demo. */
import { z } from 'zod'
import type { DialectName } from './changes.ts'

export interface JoinedSandbox {
  readonly url: string
  close(): Promise<void>
  readonly webhooks: {
    /** As `Webhooks.connect`, besides what others connected. Does nothing where the sandbox is gone again. */
    connect(urls: Partial<Record<DialectName, string>>): Promise<void>
  }
}

/** What `GET /_sandbox` answers. */
export const signOfSandbox = { sandbox: 'parley' }

/** Milliseconds: it is on this machine, but may be busy starting. */
const patience = 10_000

/** Null when no sandbox answers at `url`. */
export const joinSandbox = async (url: string): Promise<JoinedSandbox | null> => {
  const ask = (path: string, init?: RequestInit) =>
    fetch(`${url}${path}`, { ...init, signal: AbortSignal.timeout(patience), redirect: 'error' })
  try {
    const body: unknown = await (await ask('/_sandbox')).json()
    if (!z.object({ sandbox: z.literal(signOfSandbox.sandbox) }).safeParse(body).success) return null
  } catch {
    return null
  }
  return {
    url,
    close: async () => undefined,
    webhooks: {
      connect: async (urls) => {
        const headers = { 'content-type': 'application/json' }
        await ask('/_sandbox/webhooks', { method: 'POST', headers, body: JSON.stringify(urls) }).catch(
          () => null,
        )
      },
    },
  }
}
