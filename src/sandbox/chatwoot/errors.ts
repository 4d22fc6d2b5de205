import type { ContentfulStatusCode } from 'hono/utils/http-status'

/** An answer that ends the request; the body is what Chatwoot sends in that case. */
export class Refusal extends Error {
  readonly status: ContentfulStatusCode
  readonly body: unknown

  constructor(status: ContentfulStatusCode, body: unknown) {
    super(`HTTP ${status}`)
    this.status = status
    this.body = body
  }
}

/** A record breaks its rules. Most controllers answer with the fields, message creation with one text. */
export class RecordInvalid extends Error {
  readonly problems: readonly Problem[]

  constructor(problems: readonly Problem[]) {
    super(problems.map(({ message }) => message).join(', '))
    this.problems = problems
  }
}

export interface Problem {
  readonly attribute: string
  /** Whole, with the attribute's name in front. */
  readonly message: string
}

export const invalid = (attribute: string, message: string) => new RecordInvalid([{ attribute, message }])

const recordInvalid = ({ message, problems }: RecordInvalid) =>
  new Refusal(422, { message, attributes: [...new Set(problems.map(({ attribute }) => attribute))] })

export const refusalOf = (error: unknown): Refusal => {
  if (error instanceof Refusal) return error
  return error instanceof RecordInvalid ? recordInvalid(error) : internalError()
}

export const unauthenticated = () =>
  new Refusal(401, { errors: ['You need to sign in or sign up before continuing.'] })
export const unauthorized = (error: string) => new Refusal(401, { error })
export const invalidToken = () => unauthorized('Invalid Access Token')
export const closedToBots = () => unauthorized('Access to this endpoint is not authorized for bots')
/** A policy said no: Chatwoot answers 401 here, not 403. */
export const notPermitted = () => unauthorized('You are not authorized to do this action')
export const recordNotFound = () => new Refusal(404, { error: 'Resource could not be found' })
export const unprocessable = (error: string) => new Refusal(422, { error })
export const missingParam = (name: string) => unprocessable(`param is missing or the value is empty: ${name}`)
export const malformed = () => new Refusal(400, { status: 400, error: 'Bad Request' })
export const routeNotFound = () => new Refusal(404, { status: 404, error: 'Not Found' })
export const internalError = () => new Refusal(500, { status: 500, error: 'Internal Server Error' })
