/** The answers that refuse a request, word for word as Infobip's API reference gives them where it gives them. */

export type ValidationErrors = Readonly<Record<string, readonly string[]>>
type Status = 400 | 401 | 403 | 404

export class ApiFault extends Error {
  readonly status: Status
  readonly body: object

  constructor(status: Status, text: string, body: object) {
    super(text)
    this.status = status
    this.body = body
  }
}

const serviceException = (
  status: Status,
  messageId: string,
  text: string,
  validationErrors?: ValidationErrors,
): ApiFault =>
  new ApiFault(status, text, {
    requestError: { serviceException: { messageId, text, ...(validationErrors && { validationErrors }) } },
  })

export const unauthorized = () => serviceException(401, 'UNAUTHORIZED', 'Unauthorized')
export const forbidden = () => serviceException(403, 'FORBIDDEN', 'Forbidden')
export const noSuchResource = () => serviceException(404, 'NOT_FOUND', 'Not found')

export const badRequest = (text: string) => serviceException(400, 'BAD_REQUEST', text)
export const invalidBody = () => badRequest('Invalid request body.')
/** What the agent endpoints say to an invalid body. */
export const missingBody = () => badRequest('Required request body is missing or not valid.')
export const invalid = (errors: ValidationErrors) =>
  serviceException(400, 'BAD_REQUEST', 'Bad request', errors)
export const tagExists = () => badRequest('Tag already exists.')
export const closedConversation = () => badRequest('Closed conversation cannot be changed')

/** An unknown id is HTTP 400 here, not 404. */
export const noSuchEntity = (id: string) =>
  serviceException(400, 'NOT_FOUND', `Invalid id '${id}' given! No such entity exists.`)
export const noSuchTag = (name: string) =>
  serviceException(400, 'NOT_FOUND', `Invalid tagName '${name}' given! No such entity exists.`)
export const noSuchAgent = (id: string) =>
  serviceException(400, 'NOT_FOUND', `Invalid agent id given '${id}'`)
/** The template endpoint is the one that documents 404. */
export const noSuchTemplate = (id: string) =>
  serviceException(404, 'NOT_FOUND', `Invalid id '${id}' given! No such entity exists.`)
/** What an unknown template name in a message answers is undocumented; this follows the text for tags. */
export const noSuchTemplateName = (name: string) =>
  serviceException(400, 'NOT_FOUND', `Invalid templateName '${name}' given! No such entity exists.`)

export const pageSizeBelowZero = () => badRequest('Page size has to be bigger or equal to zero!')

/** The one refusal known in the shape of 2019, which is still the declared schema of every 400. */
export const pageSizeBelowOne = () => {
  const message = 'Page size must not be less than one!'
  return new ApiFault(400, message, { statusCode: 'ERROR', message })
}
