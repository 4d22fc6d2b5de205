#!/usr/bin/env node
// A clone runs its TypeScript as it is; the published package holds only the compiled files.
import { existsSync } from 'node:fs'

const source = new URL('../src/cli/main.ts', import.meta.url)
await import(existsSync(source) ? source.href : new URL('../dist/cli/main.js', import.meta.url).href)
