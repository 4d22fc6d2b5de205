/** What is said, as fields of Chatwoot's request. Throws `InvalidInputError` for what Chatwoot would refuse. */
import { InvalidInputError } from '../../../domain/errors.ts'
import type {
  OutgoingArticles,
  OutgoingCards,
  OutgoingContent,
  OutgoingRaw,
  OutgoingTemplate,
} from '../../../domain/outgoing.ts'
import { checkCharacters } from '../../../domain/text.ts'
import type { ContentFields } from './fields.ts'
import { formFieldsOf } from './form.ts'
import { checkItems } from './items.ts'
import { checkDistinct, checkLength, checkPresent, checkSome } from './text.ts'

/** `path` leads to the content; a text may be blank only beside attachments. */
export const contentFieldsOf = (
  content: OutgoingContent,
  path: readonly string[],
  hasAttachments: boolean,
): ContentFields => {
  const at = [...path, content.type]
  checkCharacters(partOf(content), at)
  if (content.type === 'text' && !hasAttachments) checkPresent(content.text, at)
  const fields = fieldsOf(content, at)
  if (fields.content !== undefined) checkLength(fields.content, textPathOf(content, at))
  return fields
}

/** The value that stands at the content's own path, as a caller writes it. */
const partOf = (content: OutgoingContent): unknown => {
  switch (content.type) {
    case 'text':
      return content.text
    case 'cards':
      return content.cards
    case 'articles':
      return content.articles
    default:
      return content
  }
}

const textPathOf = ({ type }: OutgoingContent, at: readonly string[]): readonly string[] =>
  type === 'text' ? at : [...at, 'text']

const fieldsOf = (content: OutgoingContent, at: readonly string[]): ContentFields => {
  switch (content.type) {
    case 'text':
      return { content: content.text }
    case 'template':
      return templateOf(content, at)
    case 'cards':
      return cardsOf(content, at)
    case 'form':
      return formFieldsOf(content, at)
    case 'articles':
      return articlesOf(content, at)
    case 'raw':
      return rawOf(content, at)
  }
}

const templateOf = (
  { name, category, language, parameters, text }: OutgoingTemplate,
  at: readonly string[],
): ContentFields => {
  checkPresent(name, [...at, 'name'])
  checkPresent(language, [...at, 'language'])
  checkDistinct(
    parameters.map((parameter) => parameter.name),
    [...at, 'parameters'],
    'name',
  )
  const body = Object.fromEntries(parameters.map(({ name, value }) => [name, value]))
  return {
    ...(text !== null && { content: text }),
    template_params: {
      name,
      ...(category !== null && { category }),
      language: language.replaceAll('-', '_'), // as the channels write it
      processed_params: parameters.length > 0 ? { body } : {},
    },
  }
}

const cardsOf = ({ cards }: OutgoingCards, at: readonly string[]): ContentFields => {
  checkSome(cards, at)
  const items = cards.map(({ title, description, mediaUrl, actions }, index) => {
    const card = [...at, String(index)]
    checkPresent(title, [...card, 'title'])
    checkSome(actions, [...card, 'actions'])
    return {
      title,
      ...(description !== null && { description }),
      ...(mediaUrl !== null && { media_url: mediaUrl }),
      actions: actions.map(({ label, url, payload }, place) => {
        const action = [...card, 'actions', String(place)]
        checkPresent(label, [...action, 'label'])
        if (url === null && payload === null) {
          throw new InvalidInputError('A button has a `url` or a `payload`.', action)
        }
        return {
          text: label,
          type: url === null ? 'postback' : 'link',
          ...(payload !== null && { payload }),
          ...(url !== null && { uri: url }),
        }
      }),
    }
  })
  return { content_type: 'cards', content_attributes: { items } }
}

const articlesOf = ({ articles }: OutgoingArticles, at: readonly string[]): ContentFields => {
  checkSome(articles, at)
  const items = articles.map(({ title, description, url }, index) => {
    checkPresent(title, [...at, String(index), 'title'])
    checkPresent(url, [...at, String(index), 'url'])
    return { title, ...(description !== null && { description }), link: url }
  })
  return { content_type: 'article', content_attributes: { items } }
}

const contentTypes = [
  'text',
  'input_text',
  'input_textarea',
  'input_email',
  'input_select',
  'cards',
  'form',
  'article',
  'incoming_email',
  'input_csat',
  'integrations',
  'sticker',
  'voice_call',
]

const rawOf = ({ upstreamType, content, text }: OutgoingRaw, at: readonly string[]): ContentFields => {
  if (!contentTypes.includes(upstreamType)) {
    throw new InvalidInputError(`Chatwoot's content types are ${contentTypes.join(', ')}.`, [
      ...at,
      'upstreamType',
    ])
  }
  checkItems(upstreamType, content, [...at, 'content'])
  return {
    content_type: upstreamType,
    ...(text !== null && { content: text }),
    content_attributes: content,
  }
}
