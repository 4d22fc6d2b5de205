import { readFileSync } from 'node:fs'
import { builder } from './builder.ts'

const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
  version: string
}

builder.queryFields((t) => ({
  apiVersion: t.string({ description: 'Version of this API and of its schema.', resolve: () => version }),
}))
