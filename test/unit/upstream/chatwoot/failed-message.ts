/** A conversation with one message in it, which failed. */
import type { RequestSpec } from '../../../../src/upstream/http/request.ts'
import { type DeskChoices, openDesk } from './desk.ts'
import type { Answer, ModelMessage } from './model.ts'

export const row = (change: Partial<ModelMessage> = {}): ModelMessage => ({
  id: 4181,
  created_at: 1_000,
  message_type: 1,
  status: 'failed',
  content: 'Hello',
  content_attributes: { external_error: 'err123' },
  ...change,
})

export const desk = (
  operation: string,
  answer: (spec: RequestSpec<unknown>) => Answer,
  choices: Partial<DeskChoices> = {},
) =>
  openDesk({
    table: [row()],
    serve: (spec) => (spec.operation === operation ? answer(spec) : { id: 3, accounts: [] }),
    ...choices,
  })

export const shape = ({ method, path, body }: RequestSpec<unknown> = {} as RequestSpec<unknown>) => ({
  method,
  path,
  body,
})
export const messagePath = '/api/v1/accounts/1/conversations/32/messages/4181'
