import { loadConfig } from '../../config/load.ts'
import { describeProblems } from '../../config/problem.ts'
import { makeDataFolder } from '../data-folder.ts'
import { loadSandbox, openSandbox, sandboxFile } from '../open-sandbox.ts'
import { runUntilSignal } from '../run-until-signal.ts'
import { processTerminal, type Terminal } from '../terminal.ts'

/** Serves the sandbox alone. Resolves with the exit code. */
export const sandbox = async (terminal: Terminal = processTerminal): Promise<number> => {
  const { config, problems } = loadConfig({ makeFolder: makeDataFolder, ...terminal.sources })
  if (!config) {
    terminal.err(describeProblems(problems))
    return 2
  }
  return runUntilSignal(terminal, async (resources) => {
    const running = await openSandbox(await loadSandbox(), config, config.host)
    resources.defer(() => running.close())
    terminal.out(`The sandbox answers as Chatwoot and as Infobip at ${running.url}`)
    terminal.out(`Its data is in ${sandboxFile(config)}`)
  })
}
