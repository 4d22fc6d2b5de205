import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import type { joinSandbox, Sandbox, SandboxConfig, sandboxCredentials } from '../sandbox/index.ts'
import { listenError, StartError } from './start-error.ts'

export interface RunningSandbox extends Pick<Sandbox, 'url' | 'close'> {
  readonly webhooks: { connect(urls: { chatwoot: string; infobip: string }): void | Promise<void> }
}

/** What the command line uses of the sandbox. */
export interface SandboxModule {
  startSandbox(config: SandboxConfig): Promise<RunningSandbox>
  readonly joinSandbox: typeof joinSandbox
  readonly sandboxCredentials: typeof sandboxCredentials
}

/** Loads the sandbox, which nobody pays for who does not want it. */
export const loadSandbox = (): Promise<SandboxModule> => import('../sandbox/index.ts')

/** Starts the sandbox over its file in the data folder. Throws a `StartError` when it cannot. */
export const openSandbox = async (
  { startSandbox }: SandboxModule,
  config: Config,
  host: string,
): Promise<RunningSandbox> => {
  const port = config.sandboxPort
  try {
    return await startSandbox({ file: sandboxFile(config), host, port })
  } catch (cause) {
    const error = listenError(cause, { host, port, portSetting: 'PARLEY_SANDBOX_PORT' })
    if (error instanceof StartError) throw error
    throw new StartError(cause instanceof Error ? cause.message : 'The sandbox did not start.', { cause })
  }
}

/** The sandbox that another process serves on our port already, or our own. */
export const shareSandbox = async (
  module: SandboxModule,
  config: Config,
  host: string,
): Promise<RunningSandbox & { readonly isOurs: boolean }> => {
  const join = async () => {
    const joined =
      config.sandboxPort === 0 ? null : await module.joinSandbox(`http://${host}:${config.sandboxPort}`)
    return joined && { ...joined, isOurs: false }
  }
  const joined = await join()
  if (joined) return joined
  try {
    return { ...(await openSandbox(module, config, host)), isOurs: true }
  } catch (error) {
    const late = await join() // others may have started in the meantime
    if (late) return late
    throw error
  }
}

export const sandboxFile = (config: Config): string => join(config.dataDir, 'sandbox.db')
