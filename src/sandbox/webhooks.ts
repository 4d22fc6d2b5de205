/**
 * Posts what changed to whoever subscribed, as the providers do: at once, in no order that can be relied on, and never
 * again. On request with trouble on the way.
 */
import { z } from 'zod'
import { createLimit } from '../kit/limit.ts'
import { pause } from '../kit/pause.ts'
import type { Change, DialectName } from './changes.ts'
import type { DialectWebhooks, Notice } from './dialect.ts'

/** A part is from 0 (nothing) to 1 (everything). */
export const troubleSchema = z.strictObject({
  /** The part that never arrives. */
  drop: z.number().min(0).max(1).default(0),
  /** The part that arrives twice. */
  duplicate: z.number().min(0).max(1).default(0),
  /** Milliseconds: each is held back by any time up to this. */
  shuffle: z.number().int().min(0).max(600_000).default(0),
})
export type TroubleInput = z.input<typeof troubleSchema>
type Trouble = z.infer<typeof troubleSchema>

const address = z.url({ protocol: /^https?$/ }).optional()
/** Where events are posted, by dialect. */
export const addressesSchema = z.strictObject({ chatwoot: address, infobip: address })

export interface Posted {
  readonly url: string
  readonly body: string
  /** Of the answer; null when there was none within five seconds. */
  readonly status: number | null
}

export interface Webhooks {
  /** From now on; without an argument there is none. Throws a `ZodError` for what cannot be read. */
  trouble(trouble?: TroubleInput): void
  /**
   * Has the demo account's events posted to these addresses, with the secrets of `sandboxCredentials`: in place of
   * those that were connected before, or besides them.
   */
  connect(urls: Partial<Record<DialectName, string>>, besides?: boolean): void
  /** What was posted, oldest first; the last 10,000. */
  readonly posted: readonly Posted[]
  /** Resolves when nothing is on its way any more. */
  idle(): Promise<void>
}

export interface WebhooksDeps {
  readonly dialects: Readonly<Partial<Record<DialectName, DialectWebhooks>>>
  /** From 0 up to 1. */
  readonly random: () => number
}

const noTrouble: Trouble = { drop: 0, duplicate: 0, shuffle: 0 }
/** Milliseconds until an answer is not waited for any more. */
const patience = 5_000
const atOnce = 16
const capacity = 10_000

export const createWebhooks = ({ dialects, random }: WebhooksDeps) => {
  const stopping = new AbortController()
  const inLimit = createLimit(atOnce)
  const posted: Posted[] = []
  const onTheWay = new Set<Promise<void>>()
  let trouble = noTrouble

  const post = async ({ url, headers, body }: Notice): Promise<void> => {
    if (stopping.signal.aborted) return
    const signal = AbortSignal.any([stopping.signal, AbortSignal.timeout(patience)])
    const status = await fetch(url, { method: 'POST', headers, body, signal, redirect: 'manual' }).then(
      async (answer) => {
        await answer.body?.cancel()
        return answer.status
      },
      () => null,
    )
    posted.push({ url, body, status })
    if (posted.length > capacity) posted.shift()
  }

  const send = (notice: Notice): void => {
    const work = pause(random() * trouble.shuffle, stopping.signal).then(() => inLimit(() => post(notice)))
    onTheWay.add(work)
    void work.finally(() => onTheWay.delete(work))
  }

  const webhooks: Webhooks = {
    trouble: (input) => {
      trouble = input === undefined ? noTrouble : troubleSchema.parse(input)
    },
    connect: (urls, besides = false) => {
      for (const [name, url] of Object.entries(urls)) dialects[name as DialectName]?.connect(url, besides)
    },
    posted,
    idle: async () => {
      while (onTheWay.size > 0) await Promise.all(onTheWay)
    },
  }
  return {
    webhooks,
    onChange: (change: Change): void => {
      for (const notice of dialects[change.dialect]?.notices(change) ?? []) {
        if (random() < trouble.drop) continue
        send(notice)
        if (random() < trouble.duplicate) send(notice)
      }
    },
    stop: async () => {
      stopping.abort()
      await webhooks.idle()
    },
  }
}
