/** Pages of one conversation's messages, oldest first. A position is a message id; ids only ever grow. */
import { InvalidInputError } from '../../../domain/errors.ts'
import type { Message, MessageFilter } from '../../../domain/message.ts'
import type { Page, PageRequest, Position } from '../../../domain/page.ts'
import { compareIds, isNumericId } from '../id.ts'
import { type MessageSource, newer, older, type Step } from './step.ts'

/**
 * One call for up to 19 messages from the end and up to 99 from the start: one more than asked for has to be
 * seen to know whether there are more. A filter that Chatwoot cannot apply makes it read on until the page is
 * full or the conversation ends.
 */
export const readMessages = async (
  source: MessageSource,
  filter: MessageFilter,
  request: PageRequest,
): Promise<Page<Message>> => {
  const { after, before } = boundsOf(request)
  const isForward = request.take === 'first'
  const found: Message[] = []
  for (let at = isForward ? (after ?? '0') : before; ; ) {
    const step = isForward ? await newer(source, at ?? '0') : await older(source, at)
    const inside = step.messages.filter(({ id }) => isWithin(id, after, before))
    const matching = inside.filter((message) => matches(message, filter))
    if (isForward) found.push(...matching)
    else found.unshift(...matching)
    const next = step.messages.at(isForward ? -1 : 0)
    if (found.length > request.limit || !next || step.isEnd) break
    if (inside.length < step.messages.length || isPastDates(step, filter, isForward)) break
    at = next.id
  }
  return pageOf(found, request)
}

/** The same page of messages that are all at hand. */
export const pageOfMessages = (
  messages: readonly Message[],
  filter: MessageFilter,
  request: PageRequest,
): Page<Message> => {
  const { after, before } = boundsOf(request)
  const found = messages
    .filter((message) => isWithin(message.id, after, before) && matches(message, filter))
    .sort((one, two) => compareIds(one.id, two.id))
  return pageOf(found, request)
}

/** `found` holds at least one more than the limit where the range goes on. */
const pageOf = (found: readonly Message[], { take, limit, after, before }: PageRequest): Page<Message> => {
  const isForward = take === 'first'
  const taken = isForward ? found.slice(0, limit) : found.slice(-limit)
  const more = taken.length < found.length
  return {
    items: taken.map((node) => ({ node, position: node.id })),
    hasNext: isForward ? more : before !== undefined,
    hasPrevious: isForward ? after !== undefined : more,
    totalCount: null,
  }
}

/**
 * Chatwoot tells the time in whole seconds. The bounds are compared with the time as Parley shows it, so what a
 * page shows and what a filter selects agree.
 */
const matches = (message: Message, filter: MessageFilter): boolean =>
  (filter.kinds?.includes(message.kind) ?? true) &&
  (filter.direction === undefined || filter.direction === message.direction) &&
  (filter.createdAfter === undefined || message.createdAt > filter.createdAfter) &&
  (filter.createdBefore === undefined || message.createdAt < filter.createdBefore)

/** Whether the times beyond this step are all out of bounds. */
const isPastDates = ({ frontier }: Step, filter: MessageFilter, isForward: boolean): boolean => {
  if (frontier === null) return false
  return isForward
    ? filter.createdBefore !== undefined && frontier >= filter.createdBefore
    : filter.createdAfter !== undefined && frontier <= filter.createdAfter
}

const isWithin = (id: string, after: string | null, before: string | null): boolean =>
  (after === null || compareIds(id, after) > 0) && (before === null || compareIds(id, before) < 0)

const boundsOf = ({ after, before }: PageRequest) => ({
  after: messageIdOf(after),
  before: messageIdOf(before),
})

const messageIdOf = (position: Position | undefined): string | null => {
  if (position === undefined) return null
  if (!isNumericId(position))
    throw new InvalidInputError('This is not a place in a list of Chatwoot messages.')
  return position
}
