/** A form as Chatwoot knows it: one question alone is a content type of its own. */
import { InvalidInputError } from '../../../domain/errors.ts'
import type { FormFieldType, OutgoingForm } from '../../../domain/outgoing.ts'
import { isBlank } from '../../../domain/text.ts'
import type { ContentFields } from './fields.ts'
import { checkDistinct, checkPresent, checkSome } from './text.ts'

type Field = OutgoingForm['fields'][number]

const questions: Readonly<Record<FormFieldType, string>> = {
  TEXT: 'input_text',
  TEXTAREA: 'input_textarea',
  EMAIL: 'input_email',
  SELECT: 'input_select',
}

const fieldTypes: Readonly<Record<FormFieldType, string>> = {
  TEXT: 'text',
  TEXTAREA: 'text_area',
  EMAIL: 'email',
  SELECT: 'select',
}

export const formFieldsOf = ({ text, fields }: OutgoingForm, path: readonly string[]): ContentFields => {
  const fieldsPath = [...path, 'fields']
  checkSome(fields, fieldsPath)
  fields.forEach((field, index) => {
    checkField(field, [...fieldsPath, String(index)])
  })
  checkDistinct(
    fields.map(({ name }) => name),
    fieldsPath,
    'name',
  )
  const [only, ...others] = fields
  if (only && others.length === 0) return questionOf(only, text, fieldsPath)
  return {
    content_type: 'form',
    ...(text !== null && { content: text }),
    content_attributes: { items: fields.map(itemOf) },
  }
}

const checkField = ({ name, type, options }: Field, path: readonly string[]): void => {
  checkPresent(name, [...path, 'name'])
  if (type === 'SELECT') checkSome(options, [...path, 'options'])
  else if (options.length > 0) {
    throw new InvalidInputError('Only a SELECT has options.', [...path, 'options'])
  }
  options.forEach((option, index) => {
    checkPresent(option, [...path, 'options', String(index)])
  })
}

/** Its text is the question, which these content types have no other place for. */
const questionOf = (
  { type, label, options }: Field,
  text: string | null,
  path: readonly string[],
): ContentFields => {
  const question = [text, label].filter((line) => line !== null && !isBlank(line)).join('\n')
  checkPresent(question, [...path, '0', 'label'])
  return {
    content_type: questions[type],
    content: question,
    ...(type === 'SELECT' && {
      content_attributes: { items: options.map((option) => ({ title: option, value: option })) },
    }),
  }
}

const itemOf = ({ name, label, type, placeholder, options, isRequired }: Field) => ({
  type: fieldTypes[type],
  name,
  ...(label !== null && { label }),
  ...(placeholder !== null && { placeholder }),
  ...(type === 'SELECT' && { options: options.map((option) => ({ label: option, value: option })) }),
  ...(isRequired && { required: true }),
})
