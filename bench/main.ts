/** `npm run bench [scenario…] -- [--subscribers 10000] [--seconds 10] [--rounds 5]`; without a name, all of them. */
import { parseArgs } from 'node:util'
import { printTable, type Scenario } from './report.ts'
import { fanOut } from './scenarios/fan-out.ts'
import { trouble } from './scenarios/trouble.ts'

const scenarios: Readonly<Record<string, Scenario>> = { 'fan-out': fanOut, trouble }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    subscribers: { type: 'string', default: '10000' },
    seconds: { type: 'string', default: '10' },
    rounds: { type: 'string', default: '5' },
  },
})
const options = {
  subscribers: Number(values.subscribers),
  seconds: Number(values.seconds),
  rounds: Number(values.rounds),
}
for (const name of positionals.length > 0 ? positionals : Object.keys(scenarios)) {
  const run = scenarios[name]
  if (!run) throw new Error(`There is no scenario ${name}. There are: ${Object.keys(scenarios).join(', ')}.`)
  printTable(`${name}, ${JSON.stringify(options)}`, await run(options))
}
