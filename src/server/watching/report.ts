/** How one operation went, for those who watch: the log and the metrics. */
import type { FlowEnd } from '../../kit/flow.ts'
import { inGroups } from '../../kit/group.ts'
import type { UpstreamRequest } from '../../upstream/port.ts'
import type { Log } from './log.ts'

export interface OperationReport {
  readonly requestId: string
  readonly type: 'query' | 'mutation' | 'subscription'
  /** As the client named it, its first 128 characters. */
  readonly name: string | null
  readonly ms: number
  /** Codes of its errors; of a subscription, of those that came with its last event. */
  readonly codes: readonly string[]
  /** Of a subscription those that opened it. */
  readonly upstreamRequests: readonly UpstreamRequest[]
  /** Of a subscription that began. */
  readonly stream?: {
    /** That were given to the client. */
    readonly events: number
    /** `LEFT`: the client ended it, or its connection did. */
    readonly end: FlowEnd
  }
}

export type OnReport = (report: OperationReport) => void

/** One line an operation; of a subscription when it is over. */
export const logReports =
  (log: Log): OnReport =>
  ({ requestId, name, type, ms, codes, upstreamRequests, stream }) =>
    log.info(
      {
        requestId,
        operation: name,
        type,
        ms: Math.round(ms),
        upstreamCalls: Object.fromEntries(
          inGroups(upstreamRequests, ({ account, operation }) => `${account} ${operation}`).map((group) => [
            `${group[0].account} ${group[0].operation}`,
            group.length,
          ]),
        ),
        ...(codes.length > 0 && { errors: codes }),
        ...stream,
      },
      'operation',
    )
