/**
 * The one list of places where the providers' documents are known to be wrong. Whoever adds to it names the
 * section of our notes that says so, in its own words; a test looks them up. An entry that no exchange needs
 * fails the run.
 */
import { chatwootDeviations } from './chatwoot-deviations.ts'
import { infobipDeviations } from './infobip-deviations.ts'
import type { Deviation } from './settle.ts'
import { webhookDeviations } from './webhook-deviations.ts'

export const deviations: readonly Deviation[] = [
  ...chatwootDeviations,
  ...webhookDeviations,
  ...infobipDeviations,
]
