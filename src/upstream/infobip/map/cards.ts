/** The rich messages whose shape Infobip's own examples show: texts, pictures and buttons, channel by channel. */
import type { Card, CardAction } from '../../../domain/content.ts'
import type { Json } from '../../../domain/json.ts'
import { at, itemsAt, lines, type MaybeJson, textAt, textsAt } from './json.ts'
import { words } from './words.ts'

/** The cards of a content; undefined when this type has none or they are not of the known shape. */
export const cardsOf = (contentType: string, content: MaybeJson): readonly Card[] | undefined => {
  const cards = readerOf(contentType)?.(content).filter(isFilled)
  return cards && cards.length > 0 ? cards : undefined
}

/** Everything on the cards that is meant for reading. */
export const textOfCards = (cards: readonly Card[]): string | null =>
  lines(
    ...cards.flatMap(({ title, description, actions }) => [
      title,
      description,
      ...actions.map(({ label }) => `[${label}]`),
    ]),
  )

const readerOf = words<(content: MaybeJson) => readonly Card[]>({
  INTERACTIVE: (content) => {
    const message = at(content, 'interactive')
    return [
      {
        title: textAt(message, 'header', 'text'),
        description: lines(textAt(message, 'body', 'text'), textAt(message, 'footer', 'text')),
        mediaUrl: textAt(message, 'header', 'url'),
        actions: interactiveActions(at(message, 'action')),
      },
    ].filter(({ actions }) => actions.length > 0)
  },
  BUTTON: (content) => [
    {
      title: null,
      description: textAt(content, 'button', 'text'),
      mediaUrl: null,
      actions: itemsAt(content, 'button', 'buttonPayloads').flatMap(button),
    },
  ],
  LC_CAROUSEL: (content) => itemsAt(content, 'cards').map(liveChatCard),
  LC_QUICK_REPLY: (content) => [
    ...itemsAt(content, 'source', 'cards').map(liveChatCard),
    {
      title: null,
      description: textAt(content, 'source', 'text'),
      mediaUrl: null,
      actions: textsAt(content, 'suggestedReplies').map((label) => ({ label, url: null, payload: null })),
    },
  ],
  RCS_CARD: (content) => [
    {
      title: textAt(content, 'content', 'title'),
      description: textAt(content, 'content', 'description'),
      mediaUrl: textAt(content, 'content', 'media', 'file', 'url'),
      actions: [],
    },
  ],
  FACEBOOK_TEMPLATE: (content) => templateCards(at(content, 'payload')),
  INSTAGRAM_TEMPLATE: (content) => templateCards(at(content, 'payload')),
  LINE_TEMPLATE: (content) => {
    const columns = itemsAt(content, 'template', 'columns')
    return (columns.length > 0 ? columns : [at(content, 'template')]).map((column) => ({
      title: textAt(column, 'title'),
      description: textAt(column, 'text'),
      mediaUrl: textAt(column, 'thumbnailImageUrl'),
      actions: itemsAt(column, 'actions').flatMap((each) =>
        action(textAt(each, 'label'), textAt(each, 'uri'), textAt(each, 'data')),
      ),
    }))
  },
  RICH_LINK: (content) => [
    {
      title: textAt(content, 'linkTitle'),
      description: null,
      mediaUrl: textAt(content, 'imageUrl'),
      actions: action(textAt(content, 'linkUrl'), textAt(content, 'linkUrl'), null),
    },
  ],
})

/** WhatsApp: reply buttons, the rows of a list, or one link. */
const interactiveActions = (source: MaybeJson): readonly CardAction[] => [
  ...[
    ...itemsAt(source, 'buttons'),
    ...itemsAt(source, 'sections').flatMap((section) => itemsAt(section, 'rows')),
  ].flatMap((each) => action(textAt(each, 'title'), null, textAt(each, 'id'))),
  ...action(textAt(source, 'displayText'), textAt(source, 'url'), null),
]

const liveChatCard = (card: Json): Card => ({
  title: textAt(card, 'title'),
  description: textAt(card, 'description'),
  mediaUrl: textAt(card, 'imageUrl'),
  actions: itemsAt(card, 'cardActions').flatMap((each) => {
    const data = textAt(each, 'postbackData')
    return textAt(each, 'type') === 'URL'
      ? action(textAt(each, 'title'), data, null)
      : action(textAt(each, 'title'), null, data)
  }),
})

/** Facebook and Instagram: a list of elements, or one text with buttons. */
const templateCards = (payload: MaybeJson): readonly Card[] => {
  const elements = itemsAt(payload, 'elements')
  if (elements.length === 0) {
    const actions = itemsAt(payload, 'buttons').flatMap(button)
    return [{ title: null, description: textAt(payload, 'text'), mediaUrl: null, actions }]
  }
  return elements.map((element) => ({
    title: textAt(element, 'title'),
    description: textAt(element, 'subtitle'),
    mediaUrl: textAt(element, 'imageUrl'),
    actions: itemsAt(element, 'buttons').flatMap(button),
  }))
}

/** A link carries its address in `url`, or in `payload` by channel. */
const button = (source: Json): readonly CardAction[] => {
  const payload = textAt(source, 'payload')
  return textAt(source, 'type') === 'URL'
    ? action(textAt(source, 'title'), textAt(source, 'url') ?? payload, null)
    : action(textAt(source, 'title'), null, payload)
}

const action = (label: string | null, url: string | null, payload: string | null): readonly CardAction[] =>
  label === null ? [] : [{ label, url, payload }]

const isFilled = ({ title, description, mediaUrl, actions }: Card): boolean =>
  title !== null || description !== null || mediaUrl !== null || actions.length > 0
