import type { Thread } from '../script.ts'
import { appThreads } from './app.ts'
import { betaThreads } from './beta.ts'
import { emailThreads } from './email.ts'
import { longThreads } from './long.ts'
import { socialThreads } from './social.ts'
import { websiteThreads } from './website.ts'
import { whatsappThreads } from './whatsapp.ts'

export const threads = (): readonly Thread[] => [
  ...longThreads(),
  ...websiteThreads(),
  ...emailThreads,
  ...whatsappThreads(),
  ...socialThreads(),
  ...appThreads(),
  ...betaThreads,
]
