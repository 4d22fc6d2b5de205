/** What a client sends, in GraphQL and in the words of the domain. */
import { InvalidInputError } from '../../domain/errors.ts'
import type { JsonObject } from '../../domain/json.ts'
import type { OutgoingAttachment, OutgoingContent } from '../../domain/outgoing.ts'
import { checkCharacters } from '../../domain/text.ts'
import { decodeUploadId } from '../../domain/upload.ts'
import { AttachmentKindEnum } from '../attachment/type.ts'
import { builder } from '../builder.ts'

const CardActionInput = builder.inputType('CardActionInput', {
  description: 'A button: give `url` to open a link, or `payload` to send something back.',
  fields: (t) => ({
    label: t.string({ required: true, description: 'What is on the button.' }),
    url: t.field({ type: 'URL', required: false, description: 'What it opens.' }),
    payload: t.string({ required: false, description: 'What it sends back.' }),
  }),
})

const CardInput = builder.inputType('CardInput', {
  description: 'A picture, a title and buttons.',
  fields: (t) => ({
    title: t.string({ required: true, description: 'Title.' }),
    description: t.string({ required: false, description: 'Text below the title.' }),
    mediaUrl: t.field({ type: 'URL', required: false, description: 'The picture.' }),
    actions: t.field({ type: [CardActionInput], required: true, description: 'Buttons, at least one.' }),
  }),
})

const FormFieldTypeEnum = builder.enumType('FormFieldType', {
  description: 'What the contact can fill in.',
  values: {
    TEXT: { description: 'One line.' },
    TEXTAREA: { description: 'Several lines.' },
    EMAIL: { description: 'An e-mail address.' },
    SELECT: { description: 'One of `options`.' },
  } as const,
})

const FormFieldInput = builder.inputType('FormFieldInput', {
  description: 'A question to the contact.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Key of the answer.' }),
    label: t.string({ required: false, description: 'The question.' }),
    type: t.field({ type: FormFieldTypeEnum, required: true, description: 'What the contact can fill in.' }),
    placeholder: t.string({ required: false, description: 'What stands in the empty field.' }),
    options: t.stringList({ required: false, description: 'Choices of a SELECT.' }),
    isRequired: t.boolean({
      required: false,
      defaultValue: false,
      description: 'Whether it must be filled in.',
    }),
  }),
})

const FormInput = builder.inputType('FormInput', {
  description: 'Fields for the contact to fill in; one TEXT or TEXTAREA field alone is a prompt.',
  fields: (t) => ({
    text: t.string({ required: false, description: 'What stands above the fields.' }),
    fields: t.field({ type: [FormFieldInput], required: true, description: 'The fields, at least one.' }),
  }),
})

const ArticleInput = builder.inputType('ArticleInput', {
  description: 'A link to a knowledge-base article.',
  fields: (t) => ({
    title: t.string({ required: true, description: 'Title.' }),
    description: t.string({ required: false, description: 'What it is about.' }),
    url: t.field({ type: 'URL', required: true, description: 'Where it is.' }),
  }),
})

const TemplateParameterInput = builder.inputType('TemplateParameterInput', {
  description: 'A value for a placeholder of a template.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'The placeholder; its number where it is numbered.' }),
    value: t.string({ required: true, description: 'What stands there.' }),
  }),
})

const TemplateContentInput = builder.inputType('TemplateContentInput', {
  description: 'A template that the channel approved beforehand, e.g. outside the WhatsApp reply window.',
  fields: (t) => ({
    name: t.string({ required: true, description: 'Its name at the channel.' }),
    language: t.field({ type: 'LanguageTag', required: true, description: 'Its language.' }),
    category: t.string({ required: false, description: 'Its category, e.g. `UTILITY` (Chatwoot).' }),
    parameters: t.field({
      type: [TemplateParameterInput],
      required: false,
      description: 'Values, in order.',
    }),
    text: t.string({ required: false, description: 'What it reads like, for the thread (Chatwoot).' }),
  }),
})

const RawContentInput = builder.inputType('RawContentInput', {
  description: 'Sent as it is; for content types that this API has no shape for.',
  fields: (t) => ({
    upstreamType: t.string({
      required: true,
      description: "The upstream's word: Chatwoot `content_type`, Infobip `contentType`.",
    }),
    content: t.field({
      type: 'JSON',
      required: true,
      description: 'An object. Chatwoot: `content_attributes`; Infobip: `content`.',
    }),
    text: t.string({ required: false, description: 'The text beside it (Chatwoot `content`).' }),
  }),
})

export const MessageContentInput = builder.inputType('MessageContentInput', {
  description: 'What to send: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    text: t.string({ required: false, description: 'Words, byte for byte. Chatwoot reads Markdown.' }),
    template: t.field({ type: TemplateContentInput, required: false, description: 'An approved template.' }),
    cards: t.field({ type: [CardInput], required: false, description: 'One or more cards side by side.' }),
    form: t.field({ type: FormInput, required: false, description: 'Questions for the contact.' }),
    articles: t.field({
      type: [ArticleInput],
      required: false,
      description: 'Links to knowledge-base articles.',
    }),
    raw: t.field({
      type: RawContentInput,
      required: false,
      description: 'Something this API has no shape for.',
    }),
  }),
})

const UrlAttachmentInput = builder.inputType('UrlAttachmentInput', {
  description: 'A file that the channel fetches itself (Infobip).',
  fields: (t) => ({
    url: t.field({ type: 'URL', required: true, description: 'Where it is; reachable from the internet.' }),
    kind: t.field({ type: AttachmentKindEnum, required: true, description: 'How to show it.' }),
    fileName: t.string({ required: false, description: 'Name for the contact.' }),
  }),
})

export const AttachmentInput = builder.inputType('AttachmentInput', {
  description: 'A file to send: exactly one of these.',
  isOneOf: true,
  fields: (t) => ({
    uploadId: t.id({ required: false, description: 'From `POST /uploads` (Chatwoot).' }),
    url: t.field({ type: UrlAttachmentInput, required: false, description: 'A public address (Infobip).' }),
  }),
})

type ContentArgument = typeof MessageContentInput.$inferInput
type AttachmentArgument = typeof AttachmentInput.$inferInput

/** The content in the words of the domain. Throws `InvalidInputError` with the field's path. */
export const toOutgoingContent = (input: ContentArgument, path: readonly string[]): OutgoingContent => {
  checkCharacters(input, path)
  const { text, template, cards, form, articles, raw } = input
  if (text != null) return { type: 'text', text }
  if (template) {
    const { name, language, category = null, parameters, text: words = null } = template
    return { type: 'template', name, language, category, parameters: parameters ?? [], text: words }
  }
  if (cards) {
    return {
      type: 'cards',
      cards: cards.map(({ title, description = null, mediaUrl = null, actions }) => ({
        title,
        description,
        mediaUrl,
        actions: actions.map(({ label, url = null, payload = null }) => ({ label, url, payload })),
      })),
    }
  }
  if (form) {
    return {
      type: 'form',
      text: form.text ?? null,
      fields: form.fields.map(({ name, label = null, type, placeholder = null, options, isRequired }) => ({
        name,
        label,
        type,
        placeholder,
        options: options ?? [],
        isRequired: isRequired ?? false,
      })),
    }
  }
  if (articles) {
    return {
      type: 'articles',
      articles: articles.map(({ title, description = null, url }) => ({ title, description, url })),
    }
  }
  if (!raw) throw new InvalidInputError('Exactly one kind of content must be given.', path)
  if (typeof raw.content !== 'object' || raw.content === null || Array.isArray(raw.content)) {
    throw new InvalidInputError('`raw.content` must be an object.', [...path, 'raw', 'content'])
  }
  return {
    type: 'raw',
    upstreamType: raw.upstreamType,
    content: raw.content as JsonObject,
    text: raw.text ?? null,
  }
}

const maxAttachments = 15

export const toOutgoingAttachments = (
  inputs: readonly AttachmentArgument[],
  account: string,
  path: readonly string[],
): OutgoingAttachment[] => {
  if (inputs.length > maxAttachments)
    throw new InvalidInputError(`At most ${maxAttachments} attachments.`, path)
  return inputs.map(({ uploadId, url }, index) => {
    const place = [...path, String(index)]
    if (url) return { type: 'url', url: url.url, kind: url.kind, fileName: url.fileName ?? null }
    const upload = decodeUploadId(uploadId ?? '')
    if (!upload)
      throw new InvalidInputError('This is not an id that `POST /uploads` gave out.', [...place, 'uploadId'])
    if (upload.account !== account) {
      throw new InvalidInputError('This was uploaded to another account.', [...place, 'uploadId'])
    }
    return { type: 'upload', handle: upload.handle }
  })
}
