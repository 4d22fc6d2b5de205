import type { z } from 'zod'
import type { Operations } from './operations.ts'
import type { accountSettings, ProviderName, SettingGroup, settings } from './schema.ts'

/** What the settings of a group come out as; one that may be left out is optional. */
type Values<G extends SettingGroup> = Readonly<
  z.output<z.ZodObject<{ [K in keyof G]: G[K]['schema'] }, z.core.$strip>>
>

/** An upstream account: `{ name, provider, … }` with the settings of its provider. */
export type AccountConfig = {
  [P in ProviderName]: { readonly name: string; readonly provider: P } & Values<(typeof accountSettings)[P]>
}[ProviderName]

export interface Config extends Omit<Values<typeof settings>, 'anonymous' | 'persistedOperations'> {
  /** What the file of that name holds. */
  readonly persistedOperations?: Operations
  /** `demo`: the caller is the sandbox's demo agent. Only the sandbox sets it, no setting can. */
  readonly anonymous: Values<typeof settings>['anonymous'] | 'demo'
  /** Empty: nothing is configured, which is what the sandbox is for. Names are unique. */
  readonly accounts: readonly AccountConfig[]
  /** The agent that a caller without credentials acts as, by account name. Only the sandbox sets it. */
  readonly actingAgents?: Readonly<Record<string, string>>
  /** A message that GraphiQL's tabs may answer and translate. Only the sandbox sets it. */
  readonly example?: { readonly account: string; readonly conversationId: string; readonly messageId: string }
}
