#!/usr/bin/env node
// A clone runs its TypeScript as it is; the published package holds only the compiled files.
import { existsSync } from 'node:fs'

const oldest = 24
if (Number.parseInt(process.versions.node, 10) < oldest) {
  process.stderr.write(`Parley needs Node ${oldest} or newer; this is Node ${process.versions.node}.\n`)
  process.exit(1)
}

const source = new URL('../src/cli/main.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href)
