import { recordChange } from '../changes.ts'
import type { Desk } from './rows.ts'

/** Names of Chatwoot's webhook events. */
export type ChatwootChange =
  | 'conversation_created'
  | 'conversation_updated'
  | 'conversation_status_changed'
  | 'conversation_typing_on'
  | 'conversation_typing_off'
  | 'message_created'
  | 'message_updated'
  | 'contact_created'

/** Old and new value of each column that changed. */
export type Changed = Readonly<Record<string, readonly [before: unknown, after: unknown]>>

export interface ChatwootSubject {
  /** Ids of rows, not of displays. */
  readonly account_id: number
  readonly conversation_id?: number
  readonly message_id?: number
  readonly contact_id?: number
  readonly changed?: Changed
  readonly echo_id?: string
  readonly is_private?: boolean
  readonly performer?: { readonly type: 'user' | 'agent_bot'; readonly id: number }
}

export const tell = (desk: Desk, kind: ChatwootChange, subject: ChatwootSubject): void =>
  recordChange(desk.db, { dialect: 'chatwoot', kind, subject: { ...subject }, at: desk.now() })

/** What of `values` differs from the row. */
export const changesIn = (
  row: object,
  values: Readonly<Record<string, string | number | null>>,
): Changed | undefined => {
  const before = row as Readonly<Record<string, unknown>>
  const changed = Object.entries(values).filter(([column, value]) => before[column] !== value)
  if (changed.length === 0) return undefined
  return Object.fromEntries(changed.map(([column, value]) => [column, [before[column], value]] as const))
}
