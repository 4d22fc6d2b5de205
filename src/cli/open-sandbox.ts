import { join } from 'node:path'
import type { Config } from '../config/config.ts'
import type { Sandbox, SandboxConfig, sandboxCredentials } from '../sandbox/index.ts'
import { listenError, StartError } from './start-error.ts'

export type RunningSandbox = Pick<Sandbox, 'url' | 'close' | 'webhooks'>

/** What the command line uses of the sandbox. */
export interface SandboxModule {
  startSandbox(config: SandboxConfig): Promise<RunningSandbox>
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

export const sandboxFile = (config: Config): string => join(config.dataDir, 'sandbox.db')
