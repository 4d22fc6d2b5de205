/** `npm run bench [scenario…] -- [--subscribers 10000] [--seconds …] [--rounds 5]`; without a name, all of them. */
import { execFileSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { printTable, type Scenario } from './report.ts'
import { fanOut } from './scenarios/fan-out.ts'
import { frozen } from './scenarios/frozen.ts'
import { hostile } from './scenarios/hostile.ts'
import { trouble } from './scenarios/trouble.ts'
import { webhooks } from './scenarios/webhooks.ts'

const scenarios: Readonly<Record<string, Scenario>> = {
  'fan-out': fanOut,
  webhooks,
  frozen,
  trouble,
  hostile,
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    subscribers: { type: 'string', default: '10000' },
    seconds: { type: 'string' },
    rounds: { type: 'string', default: '5' },
  },
})
const options = {
  subscribers: Number(values.subscribers),
  ...(values.seconds !== undefined && { seconds: Number(values.seconds) }),
  rounds: Number(values.rounds),
}
const filesAllowed = Number(execFileSync('sh', ['-c', 'ulimit -n'], { encoding: 'utf8' }))
if (filesAllowed < options.subscribers + 1_000) {
  console.error(
    `A process may open ${filesAllowed} files here, and ${options.subscribers} subscribers need ${options.subscribers + 1_000}: run \`ulimit -n 20000\` first, or take fewer with --subscribers.`,
  )
  process.exit(1)
}
for (const name of positionals.length > 0 ? positionals : Object.keys(scenarios)) {
  const run = scenarios[name]
  if (!run) throw new Error(`There is no scenario ${name}. There are: ${Object.keys(scenarios).join(', ')}.`)
  printTable(`${name}, ${JSON.stringify(options)}`, await run(options))
}
