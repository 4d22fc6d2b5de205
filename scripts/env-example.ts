/** Writes `.env.example` from the settings; a test says when it is out of date. */
import { writeFileSync } from 'node:fs'
import { envExample } from '../src/config/document.ts'

writeFileSync(new URL('../.env.example', import.meta.url), envExample())
