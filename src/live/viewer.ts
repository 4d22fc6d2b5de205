import type { Call } from '../upstream/port.ts'

/**
 * On whose behalf events are read. All of them are agents: a contact has no credential that Parley accepts, so private
 * notes go to every viewer who may see the conversation.
 */
export interface Viewer {
  /** Equal for equal credentials, different for different ones, and never a credential itself: a hash of it. */
  readonly key: string
  /**
   * Asks the upstream whether this viewer may see the conversation now; with null, whether the account takes its
   * credential at all. Asked for several conversations in the same
   * tick, so that they can be looked up together. Rejects when the upstream cannot tell.
   */
  maySee(account: string, conversationId: string | null): Promise<boolean>
  /** For looking, on the viewer's behalf, for what nobody told. */
  call(account: string, signal: AbortSignal): Call
}
