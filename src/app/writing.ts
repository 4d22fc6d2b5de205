/** What callers may do beyond reading: send once, and translate. */
import { randomUUID } from 'node:crypto'
import { setTimeout } from 'node:timers/promises'
import type { Config } from '../config/config.ts'
import { createMissing, type Missing } from '../sending/missing.ts'
import { createSender, type Sender } from '../sending/send-once.ts'
import { createTranslator } from '../translate/index.ts'
import { createTranslations, type Translations } from '../translate/translations.ts'
import type { Accounts } from './accounts.ts'
import type { Ground } from './ground.ts'

export interface Writing {
  readonly sender: Sender
  readonly missing: Missing
  readonly translations: Translations
  close(): Promise<void>
}

export const createWriting = (
  config: Config,
  { state, metrics, now }: Ground,
  { upstreams }: Accounts,
): Writing => {
  const { translator: kind, translatorUrl: url, translatorKey: key } = config
  const translator = kind === undefined ? null : createTranslator({ kind, url, key }, { now })
  const missing = createMissing({ upstreams, cache: state.cache, ledger: state.ledger })
  const wait = (ms: number, signal?: AbortSignal) => setTimeout(ms, undefined, { signal })
  return {
    missing,
    sender: createSender({
      ledger: state.ledger,
      missing,
      now,
      randomId: randomUUID,
      wait,
      onOutcome: metrics.onSend,
    }),
    translations: createTranslations({ cache: state.cache, translator }),
    close: async () => {
      await translator?.close()
    },
  }
}
