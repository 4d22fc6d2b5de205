import type { App } from '../../app.ts'
import { demoProblems } from '../../config/access.ts'
import type { Config } from '../../config/config.ts'
import { loadConfig } from '../../config/load.ts'
import { describeProblems } from '../../config/problem.ts'
import { makeDataFolder } from '../data-folder.ts'
import { demoConfig, demoWebhooks } from '../demo.ts'
import {
  loadSandbox,
  type RunningSandbox,
  type SandboxModule,
  sandboxFile,
  shareSandbox,
} from '../open-sandbox.ts'
import { reportAccounts, reportListening, reportUnservable } from '../report.ts'
import { runUntilSignal } from '../run-until-signal.ts'
import { listenError } from '../start-error.ts'
import { processTerminal, type Terminal } from '../terminal.ts'
import { findUnservable, unservableProblems } from '../unservable.ts'

export interface ServeDeps extends Terminal {
  readonly createApp: (config: Config) => Promise<App>
  readonly loadSandbox: () => Promise<SandboxModule>
}

const realDeps: ServeDeps = {
  ...processTerminal,
  createApp: async (config) => (await import('../../app.ts')).createApp(config),
  loadSandbox,
}

/** Serves the API until a signal comes. Resolves with the exit code. */
export const serve = async (deps: Partial<ServeDeps> = {}): Promise<number> => {
  const { createApp, loadSandbox, ...terminal } = { ...realDeps, ...deps }
  const { config, problems } = loadConfig({ makeFolder: makeDataFolder, ...terminal.sources })
  const unservable = config?.persistedOperations ? await findUnservable(config) : []
  const wrong = config ? [...demoProblems(config), ...unservableProblems(config, unservable)] : problems
  if (!config || wrong.length > 0) {
    terminal.err(describeProblems(wrong))
    return 2
  }
  const isDemo = config.accounts.length === 0

  return runUntilSignal(terminal, async (resources, stopping) => {
    const demo = isDemo ? await startDemo(await loadSandbox(), config, resources) : null
    const effective = demo?.config ?? config
    const app = await createApp(effective)
    resources.defer(() => app.stop())
    const { url } = await listen(app, config)
    await demo?.sandbox.webhooks.connect(demoWebhooks(url))
    reportListening(terminal, { config: effective, url, demoData: demo?.data ?? null })
    reportUnservable(terminal, config, unservable)

    // Not waited for: an upstream that does not answer must not hold up a signal.
    app.checkAccounts().then(
      (accounts) => stopping.aborted || reportAccounts(terminal, effective, accounts),
      (error: unknown) => stopping.aborted || terminal.err(`The accounts could not be checked: ${error}`),
    )
  })
}

const startDemo = async (
  module: SandboxModule,
  config: Config,
  resources: AsyncDisposableStack,
): Promise<{ config: Config; sandbox: RunningSandbox; data: string }> => {
  const sandbox = await shareSandbox(module, config, '127.0.0.1')
  resources.defer(() => sandbox.close())
  return {
    config: demoConfig(config, sandbox.url, module.sandboxCredentials),
    sandbox,
    data: sandbox.isOurs ? sandboxFile(config) : `the sandbox that runs at ${sandbox.url}`,
  }
}

const listen = async (app: App, { host, port }: Config): Promise<{ url: string }> => {
  try {
    return await app.start()
  } catch (error) {
    throw listenError(error, { host, port, portSetting: 'PORT' })
  }
}
