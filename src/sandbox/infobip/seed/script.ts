/** How the demo conversations are written down: a dialogue is text, everything else a line of its own. */
import type { AgentKey, QueueKey, TagName } from './staff.ts'

export type Speaker = 'customer' | 'agent' | 'bot' | 'system'

export interface Line {
  readonly by: Speaker
  readonly contentType: string
  /** A string beginning with `file:` stands for the URL of a demo file of that name. */
  readonly content: unknown
  /** Minutes after the line before; 0 is the same millisecond; by default a natural pause. */
  readonly after?: number
}

interface Note {
  readonly by: AgentKey
  readonly text: string
  readonly file?: string
  /** After which line it was written, counted from 0. */
  readonly afterLine: number
}

export interface Thread {
  readonly key: string
  readonly channel: string
  /** The contact's address on the channel. */
  readonly contact: string
  /** The company's. */
  readonly business: string
  readonly topic?: string
  readonly summary?: string
  readonly status: 'OPEN' | 'WAITING' | 'SOLVED' | 'CLOSED'
  readonly priority?: 'URGENT' | 'HIGH' | 'LOW'
  readonly queue?: QueueKey
  readonly assignee?: AgentKey | 'bot'
  /** Who writes the agent's lines, where that is not the assignee. */
  readonly answeredBy?: AgentKey
  readonly tags?: readonly TagName[]
  readonly metadata?: Readonly<Record<string, string>>
  /** Minutes between the last message and now. */
  readonly endedAgo: number
  readonly lines: readonly Line[]
  readonly notes?: readonly Note[]
  /** Ids are 32 hex digits, as in 2019. */
  readonly hasOldIds?: boolean
  readonly tenant?: 'other'
}

/** What is different from one week to the next, in the threads of regular customers. */
export interface Week {
  readonly order: string
  readonly kilos: number
  readonly bags: number
  readonly time: string
  readonly amount: string
}

export type Episode = (week: Week) => readonly Line[]

const speakers: Readonly<Record<string, Speaker>> = { C: 'customer', A: 'agent', B: 'bot', S: 'system' }
const minutes: Readonly<Record<string, number>> = { m: 1, h: 60, d: 1440 }

/**
 * A dialogue, one line each: `C: …` the customer, `A: …` the agent, `B: …` the bot, `S: …` the system. A pause
 * is written `C +3h: …` (m, h, d), the same millisecond `C =: …`.
 */
export const talk = (dialogue: string): Line[] =>
  dialogue
    .trim()
    .split('\n')
    .map((line) => {
      const parts = /^\s*([CABS])(?: (=|\+(\d+)([mhd])))?: (.+)$/.exec(line)
      if (!parts) throw new Error(`Not a line of a dialogue: ${line}`)
      const [, speaker = '', pause, amount, unit = ''] = parts
      const after = pause === '=' ? 0 : amount ? Number(amount) * (minutes[unit] ?? 1) : undefined
      return { by: speakers[speaker] ?? 'system', contentType: 'TEXT', content: { text: parts[5] }, after }
    })

/** Text as the content was in 2019: the string alone. */
export const oldTalk = (dialogue: string): Line[] =>
  talk(dialogue).map((line) => ({ ...line, content: (line.content as { text: string }).text }))

export const rich = (by: Speaker, contentType: string, content: unknown, after?: number): Line => ({
  by,
  contentType,
  content,
  after,
})

/** IMAGE, VIDEO, AUDIO or DOCUMENT. */
export const file = (
  by: Speaker,
  contentType: string,
  name: string,
  caption?: string,
  after?: number,
): Line => rich(by, contentType, { url: `file:${name}`, ...(caption && { caption }) }, after)

export const days = (count: number): number => count * 1440
export const hours = (count: number): number => count * 60
