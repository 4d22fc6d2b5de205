import { InvalidInputError } from '../../domain/errors.ts'
import type { NodeType } from '../../domain/ref.ts'

const digits = /^[1-9][0-9]{0,18}$/

/** Captain assistants are numbered apart from agent bots, and both are bots here: this keeps their ids apart. */
export const assistantPrefix = 'assistant-'
const botId = new RegExp(`^(?:${assistantPrefix})?[1-9][0-9]{0,18}$`)

export const isNumericId = (id: string): boolean => digits.test(id)

/** Bot ids never reach a path: there is no endpoint for one bot that agents may call. */
export const acceptsId = (type: NodeType, id: string): boolean =>
  type === 'Bot' ? botId.test(id) : isNumericId(id)

/** An id as a path segment. Throws `InvalidInputError` for anything but digits. */
export const segment = (id: string): string => {
  if (!isNumericId(id)) throw new InvalidInputError('This is not a Chatwoot id.')
  return encodeURIComponent(id)
}

/** Ids are compared as numbers of any length. */
export const compareIds = (one: string, two: string): number =>
  one.length - two.length || (one < two ? -1 : one > two ? 1 : 0)

export const nextId = (id: string): string => String(BigInt(id) + 1n)

/** An id in a JSON body: a number like Chatwoot's own examples, unless that would round it. */
export const idValue = (id: string): string | number => (Number.isSafeInteger(Number(id)) ? Number(id) : id)
