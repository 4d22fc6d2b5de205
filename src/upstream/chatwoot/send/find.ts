/** Whether a message is there that was sent with a marker, after its answer got lost. */
import type { Origin } from '../../../domain/errors.ts'
import type { Json } from '../../../domain/json.ts'
import type { Message } from '../../../domain/message.ts'
import type { Call } from '../../port.ts'
import type { ChatwootClient } from '../client.ts'
import { isNumericId } from '../id.ts'
import { markerKey, messageOf } from '../map/message.ts'
import type { Site } from '../map/site.ts'
import { type MessageSource, newer, older } from '../page/step.ts'
import { isObject, type WireConversation, type WireMessage } from '../wire.ts'

/** Chatwoot lets 200 messages a minute into a conversation: ten of its pages, going back from the newest. */
const maxSteps = 10

/** Whatever is sent from now on has a higher id than the newest message. Null when that is not known. */
export const traceOf = ({ messages }: WireConversation): Json =>
  messages ? { after: messages[0]?.id ?? '0' } : null

const afterOf = (trace: Json): string | null => {
  const after = isObject(trace) ? trace.after : undefined
  return typeof after === 'string' && (after === '0' || isNumericId(after)) ? after : null
}

export const hasMarker = ({ content_attributes }: WireMessage, marker: string): boolean =>
  content_attributes?.[markerKey] === marker

/** With a trace everything that came after it, up to 1,000 messages; without, the newest 200. */
export const findByMarker = async (
  client: ChatwootClient,
  { origin, site }: { readonly origin: Origin; readonly site: Site },
  conversationId: string,
  marker: string,
  trace: Json,
  call: Call,
): Promise<Message | null> => {
  const found: Message[] = []
  const source: MessageSource = {
    origin,
    read: async (range) => {
      const rows = await client.messages(conversationId, range, call)
      return rows.map((row) => {
        const message = messageOf(row, conversationId, site)
        if (hasMarker(row, marker)) found.push(message)
        return message
      })
    },
    newestId: async () => (await client.conversation(conversationId, call)).messages?.[0]?.id ?? null,
  }
  const after = afterOf(trace)
  let at = after
  for (let step = 0; step < maxSteps; step++) {
    const { messages, isEnd } = after === null ? await older(source, at) : await newer(source, at ?? after)
    const edge = messages.at(after === null ? 0 : -1)
    if (found.length > 0 || isEnd || !edge) break
    at = edge.id
  }
  return found[0] ?? null
}
