/** What a mutation answers: what came of it, or errors as data. */
import { DomainError, ForbiddenError, QueryTooComplexError, UnauthenticatedError } from '../domain/errors.ts'
import type { Role } from '../domain/role.ts'
import { builder } from './builder.ts'
import type { Context } from './context.ts'
import { type Told, UserErrorRef } from './user-error.ts'

interface WithUserErrors {
  readonly userErrors: readonly Told[]
}

export type Payload<T> = Partial<T> & WithUserErrors

/** Throws `ForbiddenError` for a caller whose token does not say so much. */
export const requireRole = (context: Pick<Context, 'scope'>, needed: Role): void => {
  if (!context.scope.hasRole(needed))
    throw new ForbiddenError(`Your token would have to say the role ${needed}.`)
}

/** A mutation's answer: a domain error becomes data, but not where the caller is nobody, or the operation too large. */
export const answer = async <T extends object>(
  context: Pick<Context, 'scope'>,
  work: () => Promise<T>,
): Promise<Payload<T>> => {
  try {
    requireRole(context, 'agent')
    return { ...(await work()), userErrors: [] }
  } catch (error) {
    if (!(error instanceof DomainError) || isOfTheOperation(error)) throw error
    return { userErrors: [{ error }] } as unknown as Payload<T>
  }
}

const isOfTheOperation = (error: DomainError): boolean =>
  error instanceof UnauthenticatedError || error instanceof QueryTooComplexError

/** The payload type of a mutation: `userErrors`, and the fields that `fields` adds. */
export const payloadRef = <T extends object>(name: string) =>
  builder.objectRef<Payload<T>>(name).implement({
    description: 'What came of it: either the object or `userErrors`.',
    fields: (t) => ({
      userErrors: t.field({
        type: [UserErrorRef],
        description: 'Why it did not happen; empty when it did.',
        resolve: ({ userErrors }) => [...userErrors],
      }),
    }),
  })
