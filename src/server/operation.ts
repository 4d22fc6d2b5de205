import type { Context } from '../schema/context.ts'
import type { UpstreamRequest } from '../upstream/port.ts'

/** What the server keeps of one operation beside what resolvers may reach. */
export interface OperationRecord {
  readonly requestId: string
  readonly upstreamRequests: UpstreamRequest[]
}

export type ServerContext = Context & { readonly operation: OperationRecord }
